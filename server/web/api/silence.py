"""Bounds how long a request's body may keep a thread waiting: a phone that lost its signal never says so."""

from collections.abc import Iterator
from time import monotonic

from flask import current_app, request
from werkzeug.exceptions import ClientDisconnected

SIP = 16 * 1024  # bytes read at once: what is lost at most when the line breaks
SILENT_AT_MOST_S = 20.0


class LineBrokenError(Exception):
    """The body stopped before its end: the line broke, or was silent for too long."""


def bound_silence() -> None:
    """From here on a line that brings nothing for 20 seconds counts as broken (SILENT_AT_MOST_S of the app's config).

    gunicorn lends its socket for that and resets it for the next request; other servers have settings of their own.
    """
    lent = request.environ.get("gunicorn.socket")
    if lent is not None:
        lent.settimeout(current_app.config.get("SILENT_AT_MOST_S", SILENT_AT_MOST_S))


def sip() -> bytes:
    """The next bytes of the body, none at its end. Raises LineBrokenError."""
    try:
        return request.stream.read(SIP)
    except (ClientDisconnected, OSError) as error:
        raise LineBrokenError from error


def sips(longest_s: float) -> Iterator[bytes]:
    """The body in sips. Raises LineBrokenError, also when all of it takes longer than that: a drop now and then."""
    until = monotonic() + longest_s
    while data := sip():
        yield data
        if monotonic() > until:
            raise LineBrokenError
