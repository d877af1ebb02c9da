"""Photos from devices: how far one has arrived (HEAD), and its next part (PATCH). tus's core, at an address of its own.

A photo's address follows from its SHA-256, so there is nothing to create and nothing to lose: every such address is an
upload of which nothing has arrived yet. A body that breaks off is kept as far as it came.
"""

from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, Response, make_response, request
from sqlalchemy.orm import Session

from server.actions.take_photo import Desk, Part, Standing, see_photo_offset, take_photo_part
from server.core.problems import Problem
from server.db.session import transaction
from server.web.api.device_identity import get_asking_device
from server.web.api.silence import LineBrokenError, bound_silence, sip
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.photo_files import photo_files, photo_rules
from server.web.problems import answer_problem
from sync.photos import PART_TYPE, TUS

blobs = Blueprint("blobs", __name__, url_prefix="/v1/blobs")

WINDOW = 1024 * 1024  # bytes made durable at once
SHORT = 512 * 1024  # no more than of an exchange
LARGEST_NUMBER = 16  # digits


@blobs.route("/<sha256:sha256>", methods=["OPTIONS"], provide_automatic_options=False)
@open_to(Who.ANYONE)
def tell_rules(sha256: str) -> Response:  # noqa: ARG001 - the same for all
    """Which tus this is, and how large a photo may be."""
    response = _answer(204)
    response.headers["Tus-Version"] = TUS
    response.headers["Tus-Max-Size"] = str(photo_rules().largest)
    return response


@blobs.route("/<sha256:sha256>", methods=["HEAD"], provide_automatic_options=False)
@open_to(Who.DEVICE)
def tell_offset(sha256: str) -> Response:
    """How many bytes of the photo are safe here."""
    with transaction() as session:
        standing = see_photo_offset(session, _desk(session), sha256)
    response = _tell(standing, 200)
    if standing.size is not None:
        response.headers["Upload-Length"] = str(standing.size)
    else:
        response.headers["Upload-Defer-Length"] = "1"
    response.headers["Tus-Max-Size"] = str(photo_rules().largest)
    return response


@blobs.route("/<sha256:sha256>", methods=["PATCH"], provide_automatic_options=False)
@open_to(Who.DEVICE)
def take_part(sha256: str) -> Response:
    """Take the next part; a part longer than a window is made durable window by window."""
    if request.headers.get("Tus-Resumable", TUS) != TUS:
        raise Problem("photo.tus_unknown", wanted=TUS)
    if request.mimetype != PART_TYPE:
        raise Problem("photo.part_type", wanted=PART_TYPE)
    offset, size = _read_number("Upload-Offset"), _read_length()
    request.max_content_length = photo_rules().largest
    bound_silence()
    desk = None if _is_short() else _desk_alone()
    if size is not None and offset + (request.content_length or 0) > size:
        raise Problem("photo.longer_than_said")
    standing = Standing(offset, size)
    for data in _windows():
        with transaction() as session:
            desk = desk or _desk(session)
            part = Part(sha256, standing.offset, data, size)
            standing = take_photo_part(session, desk, part)
        if standing.code is not None:
            break
    return _tell(standing, 204)


def _is_short() -> bool:
    """Whether the part is read before anybody asks whose it is: one transaction for both."""
    return request.content_length is not None and request.content_length <= SHORT


def _desk_alone() -> Desk:
    with transaction() as session:
        return _desk(session)


def _windows() -> Iterator[bytes]:
    """The body in pieces, the last one possibly cut off; one empty piece for an empty body."""
    is_first, is_over = True, False
    while not is_over:
        window = bytearray()
        while len(window) < WINDOW:
            sip = _sip()
            is_over = not sip
            if is_over:
                break
            window += sip
        if window or is_first:
            yield bytes(window)
        is_first = False


def _sip() -> bytes:
    try:
        return sip()
    except LineBrokenError:  # what came before counts
        return b""


def _tell(standing: Standing, status: int) -> Response:
    """The standing as headers; a problem too tells how far the photo is."""
    if standing.code is None:
        response = _answer(status)
    else:
        details = {"limit": photo_rules().largest, "size": standing.size}
        response = make_response(answer_problem(Problem(standing.code, **details)))
        response.headers["Tus-Resumable"] = TUS
        response.headers["Cache-Control"] = "no-store"
    if standing.code != "photo.gone":
        response.headers["Upload-Offset"] = str(standing.offset)
    if standing.code == "photo.quota_reached":
        response.headers["Retry-After"] = str(_seconds_to_midnight())
    return response


def _answer(status: int) -> Response:
    response = Response(
        status=status, mimetype="application/octet-stream"
    )  # never text/html: portals are
    response.headers["Tus-Resumable"] = TUS
    response.headers["Cache-Control"] = "no-store"
    return response


def _desk(session: Session) -> Desk:
    at = now()
    return Desk(photo_files(), photo_rules(), get_asking_device(session, at), at)


def _seconds_to_midnight() -> int:
    at = now()
    tomorrow = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((tomorrow - at).total_seconds()) + 1


def _read_length() -> int | None:
    return None if request.headers.get("Upload-Length") is None else _read_number("Upload-Length")


def _read_number(header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) <= LARGEST_NUMBER):
        raise Problem("request.unreadable", why=f"{header} must be a number of bytes")
    return int(value)
