"""The cursor of the change feed: epoch, number, tag of that change, scope. Opaque to devices, made and read here.

A cursor that does not fit leads to a new pack, never to a guess. Pure: the server looks up what it says it knows.
"""

import base64
from dataclasses import dataclass

from sync.canonical import canonical_json, read_json
from sync.refusals import WireError

MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the feed. n = 0 is before the first change and has an empty tag."""

    epoch: str
    n: int
    tag: str  # of change n: another history may have another change at the same number
    scope: str  # whose changes: the squad and the version of the device's scope


@dataclass(frozen=True, slots=True)
class Stream:
    """What the server knows of its feed. tag_at_n: of the change a cursor points at; None when there is none."""

    epoch: str
    head: int
    pruned_through: int
    tag_at_n: str | None
    scope: str


def encode_cursor(cursor: Cursor) -> str:
    """The cursor as text for a URL."""
    text = canonical_json([cursor.epoch, cursor.n, cursor.tag, cursor.scope])
    return base64.urlsafe_b64encode(text.encode("utf-8")).decode().rstrip("=")


def decode_cursor(text: str) -> Cursor:
    """The cursor of its text. Raises WireError cursor.unreadable."""
    try:
        raw = read_json(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, WireError) as error:
        raise WireError("cursor.unreadable") from error
    if type(raw) is not list or [type(part) for part in raw] != [str, int, str, str]:
        raise WireError("cursor.unreadable")
    if not 0 <= raw[1] <= 1 << 53:
        raise WireError("cursor.unreadable")
    return Cursor(*raw)


def find_cursor(text: str | None) -> Cursor | None:
    """The cursor of its text; None when there is none, or it cannot be read."""
    try:
        return None if text is None else decode_cursor(text)
    except WireError:
        return None


def find_misfit(cursor: Cursor, stream: Stream) -> str | None:
    """Why a cursor does not fit the feed: diverged, pruned or scope_changed; None when it fits."""
    if cursor.scope != stream.scope:
        return "scope_changed"
    if cursor.epoch != stream.epoch or cursor.n > stream.head:
        return "diverged"
    if cursor.n < stream.pruned_through:
        return "pruned"
    if cursor.n and cursor.n > stream.pruned_through and cursor.tag != stream.tag_at_n:
        return "diverged"
    return None


def is_of_lost_history(cursor: Cursor, stream: Stream) -> bool:
    """Whether a device was told of changes that this feed never made: the server was restored from a backup.

    A later epoch than the server's shows it too: it began after the backup was made.
    """
    if cursor.epoch != stream.epoch:
        return epoch_number(cursor.epoch) > epoch_number(stream.epoch)
    if cursor.n <= stream.pruned_through:
        return False
    return cursor.n > stream.head or cursor.tag != stream.tag_at_n


def epoch_after(old: str, seen: str, drawn: str) -> str:
    """The name of the epoch that follows what the server has, and what a device has seen. drawn: random, in hex."""
    return f"{max(epoch_number(old), epoch_number(seen)) + 1}.{drawn}"


def epoch_number(epoch: str) -> int:
    """Which epoch of a server it is: `3.9f02...` is the third after the first, which has no number."""
    number, dot, _ = epoch.partition(".")
    is_number = bool(dot) and number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
    return int(number) if is_number else 0
