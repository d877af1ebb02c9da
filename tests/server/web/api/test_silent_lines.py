"""A connection that goes silent in the middle of an exchange is let go of; nothing of it is taken in."""

import io
import json
import socket
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.photos.real_server import RealServer
from tests.server.handset import Handset

pytestmark = pytest.mark.db
Make = Callable[..., Handset]


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
    assert lent.timeout is not None
    assert lent.timeout <= 60
    assert book.execute(text("select count(*) from opaque_payload")).scalar_one() == 0


@pytest.mark.slow
def test_a_real_server_lets_a_silent_line_go(tmp_path: Path) -> None:
    server = RealServer("rb_silent", tmp_path)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
            began = monotonic()
            line.sendall(b"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\n{")
            said = line.recv(4_000)
        assert b"408" in said.split(b"\r\n", 1)[0]
        assert monotonic() - began < 60
    finally:
        server.remove()
