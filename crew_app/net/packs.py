"""Fetches a pack in pieces that are kept as they come: after a break it goes on where it stopped. No retries here.

Only the very same bytes are gone on with (`If-Range`); anything else begins anew. On its way it is never in memory.
"""

from typing import Protocol

import urllib3

from crew_app.net.transport import (
    Asked,
    HttpTransport,
    NoAnswerError,
    is_sign_in_page,
    trouble_of,
    unpack,
)
from sync.client_state import Answer, Request, Trouble

PIECE = 16 * 1024
LARGEST_REFUSAL = 64 * 1024
LARGEST_PACK = 16 * 1024 * 1024  # packed; more is none of our server's
WHOLE, REST = 200, 206
NOT_UNDERSTOOD = (400, 416)


class Part(Protocol):
    """Where the pieces are kept."""

    @property
    def size(self) -> int:
        """How many bytes have come."""

    def find_tag(self, path: str) -> str | None:
        """The name of the bytes that have begun to come for this request."""

    def begin(self, path: str, tag: str) -> None:
        """Begin anew."""

    def add(self, data: bytes) -> None:
        """What came next."""

    def read(self) -> bytes:
        """All that has come."""

    def is_whole(self, tag: str) -> bool:
        """Whether it is all of it."""

    def drop(self) -> None:
        """It is of no more use."""


def fetch_pack(transport: HttpTransport, request: Request, secret: str, part: Part) -> Answer:
    """The server's answer with the pack whole, or a refusal. Raises NoAnswerError; what came until then is kept."""
    tag = part.find_tag(request.path)
    headers = _headers_of(part.size, tag)
    try:
        with transport.open(Asked("GET", request.path, None, secret, headers)) as response:
            return _take(response, request, part, tag)
    except urllib3.exceptions.HTTPError as error:
        raise NoAnswerError(trouble_of(error)) from error


def _headers_of(size: int, tag: str | None) -> tuple[tuple[str, str], ...]:
    return () if tag is None else (("Range", f"bytes={size}-"), ("If-Range", f'"{tag}"'))


def _take(
    response: urllib3.BaseHTTPResponse, request: Request, part: Part, begun: str | None
) -> Answer:
    told = {name.lower(): value for name, value in response.headers.items()}
    if is_sign_in_page(response.status, told):
        raise NoAnswerError(Trouble.SIGN_IN_PAGE)
    if response.status not in (WHOLE, REST):
        return _refused(response, part, told)
    if _is_cut(told, response.status):
        raise NoAnswerError(Trouble.TIMED_OUT)
    tag = told.get("etag", "").strip('"')
    if response.status == WHOLE:
        part.begin(request.path, tag)
    elif not _fits(told, part, begun):
        part.drop()
        raise NoAnswerError(Trouble.UNREADABLE)
    _keep(response, part)
    return _finish(part, tag, told)


def _refused(response: urllib3.BaseHTTPResponse, part: Part, told: dict[str, str]) -> Answer:
    if response.status in NOT_UNDERSTOOD:
        part.drop()  # whatever it was about the request: the next one is a plain one
    return Answer(response.status, unpack(response.read(LARGEST_REFUSAL), told), _wait_of(told))


def _keep(response: urllib3.BaseHTTPResponse, part: Part) -> None:
    for piece in iter(lambda: response.read(PIECE), b""):
        if part.size + len(piece) > LARGEST_PACK:
            part.drop()
            raise NoAnswerError(Trouble.UNREADABLE)
        part.add(piece)


def _is_cut(told: dict[str, str], status: int) -> bool:
    """Whether the answer broke off within its head, which then tells less than our server does."""
    has_end = "content-length" in told or "transfer-encoding" in told
    return not has_end or (status == REST and not ("etag" in told and "content-range" in told))


def _fits(told: dict[str, str], part: Part, begun: str | None) -> bool:
    """Whether the rest begins where the part ends, and is of the same bytes."""
    starts = told.get("content-range", "").startswith(f"bytes {part.size}-")
    return starts and begun is not None and told.get("etag", "").strip('"') == begun


def _finish(part: Part, tag: str, told: dict[str, str]) -> Answer:
    data = part.read()
    is_whole = not tag or part.is_whole(tag)
    part.drop()
    if not is_whole:
        raise NoAnswerError(Trouble.UNREADABLE)
    return Answer(WHOLE, unpack(data, told))


def _wait_of(told: dict[str, str]) -> int | None:
    header = told.get("retry-after")
    return int(header) if header is not None and header.isdigit() else None
