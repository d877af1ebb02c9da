"""Asks how far a photo has arrived, and sends its parts. No retries, no decisions: `sync.photos` decides.

A part goes out in small slices, so that the pace is the line's and not that of a buffer.
"""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import certifi
import urllib3

from crew_app.net.transport import CONNECT_S, NoAnswerError, is_sign_in_page, trouble_of
from sync.client_state import Trouble
from sync.photos import PART_TYPE, TUS, PhotoAnswer

PART_READ_S = 180.0  # a part over a line of 12 kbit/s
SLICE = 8 * 1024
BUFFER = 64 * 1024
LARGEST_ANSWER = 64 * 1024
Moved = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class PhotoPart:
    """Bytes of a photo from `start` on. size: of the whole photo."""

    sha256: str
    start: int
    size: int
    data: bytes


class PhotoTransport(Protocol):
    """What carries photos to the server."""

    def ask(self, sha256: str, secret: str) -> PhotoAnswer:
        """How far the photo has arrived. Raises NoAnswerError."""

    def send(self, part: PhotoPart, secret: str, moved: Moved) -> PhotoAnswer:
        """The answer to a part; `moved` hears of every slice that went out. Raises NoAnswerError."""


class HttpPhotoTransport:
    """Speaks to one server over a kept connection. To be used by one thread at a time."""

    def __init__(
        self, server_url: str, *, connect_s: float = CONNECT_S, read_s: float = PART_READ_S
    ) -> None:
        self._url = server_url.rstrip("/")
        options = [
            *urllib3.connection.HTTPConnection.default_socket_options,
            (socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER),
        ]
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=1,
            retries=False,
            timeout=urllib3.Timeout(connect=connect_s, read=read_s),
            ca_certs=certifi.where(),
            socket_options=options,
        )

    def ask(self, sha256: str, secret: str) -> PhotoAnswer:
        """See PhotoTransport."""
        return self._request("HEAD", sha256, _headers(secret), None)

    def send(self, part: PhotoPart, secret: str, moved: Moved) -> PhotoAnswer:
        """See PhotoTransport."""
        headers = _headers(secret) | {
            "Content-Type": PART_TYPE,
            "Content-Length": str(len(part.data)),
            "Upload-Offset": str(part.start),
            "Upload-Length": str(part.size),
        }
        return self._request("PATCH", part.sha256, headers, _slices(part.data, moved))

    def close(self) -> None:
        """Let the connection go."""
        self._pool.clear()

    def _request(
        self, method: str, sha256: str, headers: dict[str, str], body: Iterator[bytes] | None
    ) -> PhotoAnswer:
        url = f"{self._url}/v1/blobs/{sha256}"
        try:
            response = self._pool.request(
                method, url, body=body, headers=headers, redirect=False, decode_content=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswerError(trouble_of(error)) from error
        told = {name.lower(): value for name, value in response.headers.items()}
        # a Wi-Fi that wants a sign-in answers anything, with or without a page; it does not speak tus
        is_ours = response.status >= 300 or "tus-resumable" in told
        if not is_ours or is_sign_in_page(response.status, told):
            raise NoAnswerError(Trouble.SIGN_IN_PAGE)
        return PhotoAnswer(
            status=response.status,
            offset=_number(told.get("upload-offset")),
            code=_code(response.data[:LARGEST_ANSWER]),
            retry_after_s=_number(told.get("retry-after")),
        )


def _headers(secret: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {secret}",
        "Accept": "application/json",
        "Tus-Resumable": TUS,
    }


def _slices(data: bytes, moved: Moved) -> Iterator[bytes]:
    for start in range(0, len(data), SLICE):
        yield data[start : start + SLICE]
        moved(min(len(data), start + SLICE))


def _number(header: str | None) -> int | None:
    return int(header) if header is not None and header.isascii() and header.isdigit() else None


def _code(body: bytes) -> str | None:
    """The code of a problem of ours; anything else has none."""
    try:
        told = json.loads(body)
    except ValueError:
        return None
    code = told.get("code") if isinstance(told, dict) else None
    return code if isinstance(code, str) else None
