"""One HTTP request to the server and its answer, gzip both ways. No retries, no decisions: `sync.client` decides.

Whatever is not an answer of our server becomes a `NoAnswerError` with its kind, so that every failure can be told in
plain words. A captive portal (a Wi-Fi that wants a sign-in) answers for the server; its pages never count as answers.
"""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import certifi
import urllib3

from sync.client_state import Trouble

# An answer larger than this, unpacked, is none of our server's.
LARGEST_ANSWER = 64 * 1024 * 1024
CONNECT_S, READ_S = 10.0, 60.0


class NoAnswerError(Exception):
    """There was no answer of our server."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `body` is sent gzipped; `secret` as the bearer token."""

    method: str
    path: str
    body: bytes | None = None
    secret: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of our server: the status, the unpacked body, and the headers in lower case."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Transport(Protocol):
    """What carries a request to the server."""

    def send(self, asked: Asked) -> Answer:
        """The server's answer. Raises NoAnswerError."""


class HttpTransport:
    """Speaks to one server over a kept connection. To be used by one thread at a time."""

    def __init__(
        self, server_url: str, *, connect_s: float = CONNECT_S, read_s: float = READ_S
    ) -> None:
        self._url = server_url.rstrip("/")
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=1,
            retries=False,
            timeout=urllib3.Timeout(connect=connect_s, read=read_s),
            ca_certs=certifi.where(),
        )

    def send(self, asked: Asked) -> Answer:
        """The server's answer. Raises NoAnswerError."""
        try:
            return self._send(asked)
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswerError(trouble_of(error)) from error

    def close(self) -> None:
        """Let the connection go."""
        self._pool.clear()

    @contextmanager
    def open(self, asked: Asked) -> Iterator[urllib3.BaseHTTPResponse]:
        """The answer as it comes, to be read in pieces. Raises urllib3's errors."""
        response = self._ask(asked, preload_content=False)
        try:
            yield response
        finally:
            response.close()  # what was not read would be taken for the next answer
            response.release_conn()

    def _ask(self, asked: Asked, *, preload_content: bool) -> urllib3.BaseHTTPResponse:
        return self._pool.request(
            asked.method,
            f"{self._url}{asked.path}",
            body=None if asked.body is None else gzip.compress(asked.body, 6, mtime=0),
            headers=_headers_of(asked),
            redirect=False,
            decode_content=False,
            preload_content=preload_content,
        )

    def _send(self, asked: Asked) -> Answer:
        response = self._ask(asked, preload_content=True)
        headers = {name.lower(): value for name, value in response.headers.items()}
        if is_sign_in_page(response.status, headers):
            raise NoAnswerError(Trouble.SIGN_IN_PAGE)
        return Answer(response.status, unpack(response.data, headers), headers)


def is_sign_in_page(status: int, headers: dict[str, str]) -> bool:
    """Whether somebody else answered for our server: it never redirects and never answers 2xx with a page."""
    if status == 511 or 300 <= status < 400:
        return status != 304
    page = headers.get("content-type", "").startswith("text/html")
    return page and 200 <= status < 300


def _headers_of(asked: Asked) -> dict[str, str]:
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
    if asked.body is not None:
        headers |= {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    if asked.secret is not None:
        headers["Authorization"] = f"Bearer {asked.secret}"
    return headers | dict(asked.headers)


def unpack(data: bytes, headers: dict[str, str]) -> bytes:
    """The plain body. Raises NoAnswerError when it is no gzip, or none of our server's size."""
    if headers.get("content-encoding") != "gzip":
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            unpacked = packed.read(LARGEST_ANSWER + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise NoAnswerError(Trouble.UNREADABLE) from error
    if len(unpacked) > LARGEST_ANSWER:
        raise NoAnswerError(Trouble.UNREADABLE)
    return unpacked


def trouble_of(error: urllib3.exceptions.HTTPError) -> Trouble:
    """What an error of the connection means for the reader."""
    if isinstance(error, urllib3.exceptions.SSLError):
        return Trouble.CERTIFICATE
    if isinstance(
        error, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError
    ):
        return Trouble.NO_SIGNAL
    return Trouble.TIMED_OUT
