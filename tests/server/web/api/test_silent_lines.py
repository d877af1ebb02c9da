"""A connection that goes silent is let go of: nothing of an exchange is taken in, of a photo what it brought."""

import io
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from crew_app.net.photos import HttpPhotoTransport
from server.web.api.silence import SILENT_AT_MOST_S
from sync.photos import PART_BYTES, PART_TYPE
from tests.photos.impatient import MADE_BY
from tests.photos.real_server import RealServer
from tests.pictures import make_photo, name_of
from tests.server.handset import Handset

pytestmark = pytest.mark.db
Make = Callable[..., Handset]
PATIENCE_S = 120.0  # of a busy machine: a server that never lets go keeps the line for longer


class SilentLine(io.RawIOBase):
    """Brings a few bytes, and then nothing for longer than the server waits."""

    def __init__(self) -> None:
        self.brought = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.brought:
            raise TimeoutError("timed out")
        self.brought = True
        buffer[:7] = b'{"proto'
        return 7


class LentSocket:
    """gunicorn's socket, as far as it is used."""

    timeout: float | None = None

    def settimeout(self, seconds: float) -> None:
        self.timeout = seconds


@pytest.mark.parametrize("path", ["/v1/exchange", "/v1/opaque"])
def test_a_silent_line_is_let_go_of_and_nothing_is_kept(
    client: FlaskClient, book: Session, make_handset: Make, path: str
) -> None:
    handset = make_handset()
    lent = LentSocket()
    answer = client.post(
        path,
        headers={"Authorization": f"Bearer {handset.enrolled.secret}"},
        environ_overrides={
            "gunicorn.socket": lent,
            "wsgi.input": SilentLine(),
            "CONTENT_LENGTH": "400",
        },
    )
    assert (answer.status_code, json.loads(answer.data)["code"]) == (408, "request.broken_off")
    assert lent.timeout == SILENT_AT_MOST_S <= 60
    assert book.execute(text("select count(*) from opaque_payload")).scalar_one() == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """One that waits for a shorter time than in earnest; how long that is, is told to gunicorn the same way."""
    server = RealServer("rb_silent", tmp_path_factory.mktemp("photos"), MADE_BY)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.mark.slow
def test_a_real_server_lets_a_silent_line_go(server: RealServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S) as line:
        line.sendall(b"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\n{")
        said = line.recv(4_000)
    assert b"408" in said.split(b"\r\n", 1)[0]


@pytest.mark.slow
def test_a_connection_gone_silent_is_let_go_with_what_it_brought(
    server: RealServer,
) -> None:
    """As of a phone that lost its signal: nothing more comes, and nobody says so."""
    held, data = server.enrol("handheld 7"), make_photo(105)
    head = (
        f"PATCH /v1/blobs/{name_of(data)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {held.secret}\r\n"
        f"Content-Type: {PART_TYPE}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        f"Upload-Length: {len(data)}\r\nContent-Length: {PART_BYTES}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as silent:
        silent.sendall(head.encode() + data[:100_000])
        silent.settimeout(PATIENCE_S)
        assert silent.recv(4096).startswith(b"HTTP/1.1 204")
    kept = HttpPhotoTransport(server.url).ask(name_of(data), held.secret).offset
    assert kept is not None
    assert kept > 80_000
