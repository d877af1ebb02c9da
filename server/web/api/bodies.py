"""Request and reply bodies of the device API: gzip both ways, with a limit on what a body may unpack to."""

import gzip
import zlib
from dataclasses import dataclass

from flask import Response, request

from server.core.problems import Problem
from server.web.api.silence import LineBrokenError, bound_silence, sips

LONGEST_S = 120.0  # 512 KiB over a line of 50 kbit/s, and half as much again
WORTH_PACKING = 400  # bytes
GZIP_WINDOW = 31


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body as it came, packed or not."""

    data: bytes
    is_packed: bool
    limit: int

    def unpack(self) -> bytes:
        """The plain bytes. Raises Problem request.too_large above the limit, request.unreadable."""
        return _unpack(self.data, self.limit) if self.is_packed else self.data


def read_body(limit: int) -> Body:
    """The request's body. Raises Problem request.too_large above `limit` bytes, request.broken_off."""
    if (request.content_length or 0) > limit:
        raise Problem("request.too_large", limit=limit)
    bound_silence()
    data = bytearray()
    try:
        for some in sips(LONGEST_S):
            data += some
            if len(data) > limit:
                raise Problem("request.too_large", limit=limit)
    except LineBrokenError as error:
        raise Problem("request.broken_off") from error
    return Body(bytes(data), request.headers.get("Content-Encoding", "") == "gzip", limit)


def answer_bytes(data: bytes, status: int = 200) -> Response:
    """A JSON reply, packed where the caller reads gzip."""
    response = Response(data, status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Encoding"
    if len(data) > WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.data = gzip.compress(data, 6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response


def _unpack(data: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(GZIP_WINDOW)
    try:
        body = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise Problem("request.unreadable", why="not gzip") from error
    if len(body) > limit:
        raise Problem("request.too_large", limit=limit)
    if not unpacker.eof:
        raise Problem("request.unreadable", why="cut off")
    return body
