"""A server over real sockets for the worker's tests: takes exchanges in by the product's wire, and misbehaves on order.

`faults` holds what to do wrong, one for each request to come: lose_reply, cut_reply, busy, failed, sign_in_page,
redirect, silent, unknown_device, garbage. Afterwards it behaves.
"""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from sync.canonical import canonical_json
from sync.cursor import Cursor, encode_cursor
from sync.digest import EMPTY_DIGEST, digest_of
from sync.exchange import (
    ExchangeReply,
    FeedPage,
    OpResult,
    Refusal,
    decode_request,
    encode_feed,
    encode_refusal,
    encode_reply,
)
from sync.packs import encode_pack
from sync.words import OpStatus
from tests.crew_app.sample import START_MS, make_pack

CURSOR = encode_cursor(Cursor("e1", 0, "", "S3"))
PORTAL = b"<html><title>Welcome to BusStop WiFi</title></html>"


class SmallServer(ThreadingHTTPServer):
    """Keeps what it took: by incarnation the ids in order, and every operation as it came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.faults: list[str] = []
        self.taken: dict[str, list[str]] = {}
        self.bodies: dict[str, dict[str, Any]] = {}
        self.results: dict[str, OpResult] = {}
        self.asked: list[str] = []
        self.secrets: list[str | None] = []
        self.reject = ""
        self.server_ms = START_MS + 2 * 3_600_000

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def exchange(self, data: bytes) -> bytes:
        request = decode_request(data)
        ids = self.taken.setdefault(request.head.inc, [])
        for op in request.ops:
            if op.id not in self.results:
                assert op.seq == len(ids) + 1, "no gap"
                ids.append(op.id)
                self.bodies[op.id] = op.raw
                status = OpStatus.REJECTED if self.reject else OpStatus.ACCEPTED
                n = None if self.reject else len(self.results) + 1
                self.results[op.id] = OpResult(op.id, status, n, self.reject or None)
        haves = tuple(
            (inc, len(self.taken.get(inc, [])), digest_of(self.taken.get(inc, [])) or EMPTY_DIGEST)
            for inc in {request.head.inc, *request.head.known}
        )
        results = tuple(self.results[op.id] for op in request.ops)
        reply = ExchangeReply(1, "e1", self.server_ms, haves, results, FeedPage(0, cursor=CURSOR))
        return encode_reply(reply)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def small(self) -> SmallServer:
        return cast(SmallServer, self.server)

    def do_POST(self) -> None:
        body = gzip.decompress(self.rfile.read(int(self.headers["Content-Length"])))
        self._serve(body)

    def do_GET(self) -> None:
        self._serve(b"")

    def _serve(self, body: bytes) -> None:
        server = self.small
        server.asked.append(self.path.partition("?")[0])
        authorization = self.headers.get("Authorization")
        server.secrets.append(authorization and authorization.removeprefix("Bearer "))
        fault = server.faults.pop(0) if server.faults else ""
        if fault in ("", "lose_reply", "cut_reply"):
            self._send(200, self._answer(body), fault)
        else:
            getattr(self, f"_{fault}")()

    def _answer(self, body: bytes) -> bytes:
        if self.path.startswith("/v1/exchange"):
            return self.small.exchange(body)
        if self.path.startswith("/v1/pack"):
            return encode_pack(make_pack(cursor=CURSOR))
        if self.path.startswith("/v1/enrol"):
            enrolled = {"device": "d9", "secret": "s9", "squad": "S3", "council": "Millbrook"}
            return canonical_json(enrolled).encode()
        return encode_feed(FeedPage(0, cursor=CURSOR))

    def _send(self, status: int, body: bytes, fault: str = "", **headers: str) -> None:
        if fault == "lose_reply":
            self.close_connection = True
            self.connection.close()
            return
        packed = gzip.compress(body)
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        if fault == "cut_reply":
            self.wfile.write(packed[: len(packed) // 2])
            self.close_connection = True
            self.connection.close()
            return
        self.wfile.write(packed)

    def _busy(self) -> None:
        self._send(503, encode_refusal(Refusal("server.busy")), Retry_After="7")

    def _failed(self) -> None:
        self._send(500, b"<html>Internal Server Error</html>", Content_Type="text/html")

    def _sign_in_page(self) -> None:
        self._send(200, PORTAL, Content_Type="text/html; charset=utf-8")

    def _redirect(self) -> None:
        self._send(302, b"", Location="http://portal.example/login")

    def _unknown_device(self) -> None:
        self._send(401, encode_refusal(Refusal("device.unknown")))

    def _refused_code(self) -> None:
        self._send(403, encode_refusal(Refusal("enrolment.code_refused")))

    def _garbage(self) -> None:
        self._send(200, b"{}")

    def _silent(self) -> None:
        time.sleep(2)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def handle_one_request(self) -> None:
        """A connection cut on purpose is no error."""
        try:
            super().handle_one_request()
        except (OSError, ValueError):
            self.close_connection = True


@contextmanager
def running() -> Iterator[SmallServer]:
    """The server, while the block lasts."""
    server = SmallServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
