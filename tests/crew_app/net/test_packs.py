"""A pack that breaks off at any byte goes on from there, over real sockets; what is not the same begins anew."""

import gzip
import hashlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crew_app.net.packs import fetch_pack
from crew_app.net.transport import HttpTransport, NoAnswerError
from crew_app.store.pack_part import PART_NAME, PackPart
from sync.client_state import Answer, Purpose, Request, Trouble
from sync.clock import Reading
from sync.packs import encode_pack
from tests.crew_app.sample import make_pack

PATH = "/v1/pack?on=2026-11-21&days=3"
REQUEST = Request(Purpose.PACK, "GET", PATH, Reading(0, 0, "b"))
BODY = encode_pack(make_pack())


class CutServer:
    """Answers over a socket, and cuts the answer after so many bytes, its head included. None: it does not."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.cuts: list[int | None] = []
        self.packed = gzip.compress(BODY, 6, mtime=0)
        self.status: int | None = None  # to answer with, whatever is asked
        self.wrong_start = 0
        self.asked: list[dict[str, str]] = []
        self.sent = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                data = b""
                while b"\r\n\r\n" not in data:
                    data += line.recv(65536)
                answer = self._answer(data.decode())
                cut = self.cuts.pop(0) if self.cuts else None
                answer = answer if cut is None else answer[:cut]
                self.sent += len(answer)
                line.sendall(answer)

    def _answer(self, asked: str) -> bytes:
        lines = asked.split("\r\n")[1:]
        headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in lines) if v}
        self.asked.append(headers)
        tag = hashlib.sha256(self.packed).hexdigest()
        start, status = 0, "200 OK"
        if "range" in headers and headers.get("if-range") == f'"{tag}"':
            start, status = int(headers["range"][6:-1]), "206 Partial Content"
        body = self.packed[start:]
        if self.status is not None:
            status, body = f"{self.status} No", gzip.compress(b'{"code": "server.busy"}')
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
            f'ETag: "{tag}"\r\nContent-Length: {len(body)}\r\nRetry-After: 7\r\nConnection: close\r\n'
        )
        if status.startswith("206"):
            first = start + self.wrong_start
            head += f"Content-Range: bytes {first}-{len(self.packed) - 1}/{len(self.packed)}\r\n"
        return f"{head}\r\n".encode() + body

    def close(self) -> None:
        self._socket.shutdown(
            socket.SHUT_RDWR
        )  # wakes who waits in accept; a close alone lets one more in
        self._socket.close()


@pytest.fixture
def server() -> Iterator[CutServer]:
    server = CutServer()
    yield server
    server.close()


@pytest.fixture
def part(tmp_path: Path) -> PackPart:
    return PackPart(tmp_path)


def fetch(server: CutServer, part: PackPart) -> Answer:
    transport = HttpTransport(server.url)
    try:
        return fetch_pack(transport, REQUEST, "secret", part)
    finally:
        transport.close()


def fetch_until_whole(server: CutServer, part: PackPart) -> tuple[Answer, int]:
    for broken in range(100):
        try:
            return fetch(server, part), broken
        except NoAnswerError as error:
            assert error.trouble in {Trouble.TIMED_OUT, Trouble.UNREADABLE}
    raise AssertionError("never came")


def test_it_comes_whole_at_once(server: CutServer, part: PackPart, tmp_path: Path) -> None:
    assert fetch(server, part) == Answer(200, BODY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("every", [7, 31, 211, 212, 213, 400, 1_000, 5_000])
def test_cut_again_and_again_it_comes_all_the_same(
    server: CutServer, part: PackPart, every: int
) -> None:
    """The head is some 230 bytes: where the cut is within it, nothing is gained by that try."""
    server.cuts = [every * step % 1_700 for step in range(1, 40)]
    answer, broken = fetch_until_whole(server, part)
    assert answer == Answer(200, BODY)
    assert broken > 0


def test_no_byte_of_the_pack_is_sent_twice(server: CutServer, part: PackPart) -> None:
    server.cuts = [900] * 60
    _, broken = fetch_until_whole(server, part)
    assert broken > 1
    heads = 320 * (broken + 1)
    assert server.sent < len(server.packed) + heads
    starts = [int(asked["range"][6:-1]) for asked in server.asked if "range" in asked]
    assert starts == sorted(set(starts))


def test_another_process_goes_on_where_a_killed_one_stopped(
    server: CutServer, tmp_path: Path
) -> None:
    server.cuts = [1_200]
    with pytest.raises(NoAnswerError):
        fetch(server, PackPart(tmp_path))
    assert PackPart(tmp_path).size > 0
    assert fetch(server, PackPart(tmp_path)) == Answer(200, BODY)
    assert "range" in server.asked[1]


def test_a_pack_that_changed_meanwhile_begins_anew(server: CutServer, part: PackPart) -> None:
    server.cuts = [1_200]
    with pytest.raises(NoAnswerError):
        fetch(server, part)
    other = encode_pack(make_pack(cursor="another"))
    server.packed = gzip.compress(other, 6, mtime=0)
    assert fetch(server, part) == Answer(200, other)


def test_a_part_for_other_days_is_not_gone_on_with(server: CutServer, tmp_path: Path) -> None:
    part = PackPart(tmp_path)
    part.begin("/v1/pack?on=2026-11-20&days=3", "a" * 64)
    part.add(b"old")
    assert fetch(server, part) == Answer(200, BODY)
    assert "range" not in server.asked[0]


def test_a_part_that_was_spoilt_is_noticed_and_begun_anew(
    server: CutServer, part: PackPart, tmp_path: Path
) -> None:
    server.cuts = [1_200]
    with pytest.raises(NoAnswerError):
        fetch(server, part)
    spoilt = bytearray((tmp_path / PART_NAME).read_bytes())
    spoilt[100] ^= 0xFF
    (tmp_path / PART_NAME).write_bytes(spoilt)
    with pytest.raises(NoAnswerError) as caught:
        fetch(server, part)
    assert caught.value.trouble is Trouble.UNREADABLE
    assert fetch(server, part) == Answer(200, BODY)


def test_a_rest_that_begins_elsewhere_is_not_added(server: CutServer, part: PackPart) -> None:
    server.cuts, server.wrong_start = [1_200], 1
    for _ in range(2):
        with pytest.raises(NoAnswerError):
            fetch(server, part)
    assert part.size == 0
    assert fetch(server, part) == Answer(200, BODY)


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_refusal_is_an_answer_and_costs_no_part(
    server: CutServer, part: PackPart, status: int
) -> None:
    server.cuts = [1_200]
    with pytest.raises(NoAnswerError):
        fetch(server, part)
    had = part.size
    server.status = status
    assert fetch(server, part) == Answer(status, b'{"code": "server.busy"}', 7)
    assert part.size == had


def test_a_sign_in_page_is_none(server: CutServer, part: PackPart) -> None:
    server.status = 511
    with pytest.raises(NoAnswerError) as caught:
        fetch(server, part)
    assert caught.value.trouble is Trouble.SIGN_IN_PAGE


def test_where_nobody_answers_the_part_stays(part: PackPart) -> None:
    part.begin(PATH, "a" * 64)
    part.add(b"begun")
    dead = CutServer()
    dead.close()
    with pytest.raises(NoAnswerError) as caught:
        fetch(dead, part)
    assert caught.value.trouble is Trouble.NO_SIGNAL
    assert part.size == 5
