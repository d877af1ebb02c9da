"""A handset for tests: the product's own state machine over a log in memory, speaking to the real app."""

import gzip
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.actions.enrol_device import enrol_device, issue_enrolment_code
from sync.canonical import canonical_json, hash_of_text, read_json
from sync.client import Answer, ClientState, Draw, Moment, Request
from sync.clock import Reading, corrected_time
from sync.driver import Send, drive_until_quiet
from sync.exchange import (
    PROTO,
    ExchangeHead,
    ExchangeRequest,
    SentAt,
    encode_request,
    sent_op,
)
from sync.ids import uuid7
from sync.memory_log import MemoryLog
from sync.ops import CapturedTime, Op, OpData
from sync.wire import body_of
from sync.words import ClockQuality
from tests.server.round_book import NOW, NOW_MS, ON
from tests.sync.make import make_op, make_visit


class Handset:
    """One device of a squad. `send` may be replaced to lose, repeat or spoil what goes over the line."""

    def __init__(
        self, client: FlaskClient, session: Session, squad: str = "S1", seed: int = 1
    ) -> None:
        self.rng = random.Random(seed)
        code = issue_enrolment_code(session, squad, "test", NOW)
        self.enrolled = enrol_device(session, code, f"handheld {seed}", NOW)
        self.client = client
        self.squad = squad
        self.log = MemoryLog(self.new_inc())
        self.state = ClientState(app="test-1")
        self.boot_ms = 1_000
        self.today: date = ON
        self.carry: Send = self.send

    def new_inc(self) -> str:
        """An incarnation's id."""
        return uuid7(NOW_MS, self.rng.randbytes(10))

    def look(self) -> Moment:
        """The clocks now; every look takes a millisecond."""
        self.boot_ms += 1
        reading = Reading(NOW_MS + self.boot_ms, self.boot_ms, "boot-1")
        return Moment(reading, self.today, Draw(self.rng.random(), self.new_inc()))

    def record(self, data: OpData | None = None, **changes: Any) -> Op:
        """Record an operation, corrected time and all."""
        reading = self.look().reading
        est_ms, quality = corrected_time(
            self.log.anchor(), reading.wall_ms, reading.boot_ms, reading.boot_id
        )
        time = CapturedTime(reading.wall_ms, reading.boot_ms, reading.boot_id, est_ms, quality)
        values = {"time": time, "at_ms": reading.wall_ms, "squad": self.squad, "rng": self.rng}
        op = make_op(data or make_visit(), **{**values, **changes})
        seq = self.log.append(op.id, body_of(op), op.h)
        return replace(op, seq=seq)

    def visit(self, **changes: Any) -> Op:
        """Record a visit."""
        return self.record(make_visit(**changes))

    def append_raw(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
        """Record a visit as a faulty app would: changed after it was sealed. Gives its id."""
        op = make_op(make_visit(), rng=self.rng, squad=self.squad)
        body = canonical_json(change(read_json(body_of(op))))
        self.log.append(op.id, body, hash_of_text(body))
        return op.id

    def post(self, *ops: Op) -> Answer:
        """Send just these operations, whatever the log says."""
        return self.post_bytes(self.body_with(ops))

    def body_with(self, ops: Sequence[Op]) -> bytes:
        """The bytes of a request with these operations."""
        head = ExchangeHead(
            proto=PROTO,
            inc=self.log.current_inc(),
            app="test-1",
            last_seq=self.log.last_seq(),
            pending_after=0,
            sent=SentAt(NOW_MS, ClockQuality.ANCHORED),
        )
        sent = tuple(sent_op(op.seq, body_of(op)) for op in ops)
        return encode_request(ExchangeRequest(head, sent))

    def post_bytes(self, body: bytes) -> Answer:
        """Send these bytes to the exchange."""
        return self.post_packed(gzip.compress(body))

    def post_packed(self, packed: bytes) -> Answer:
        """Send these bytes to the exchange, saying that they are gzip."""
        headers = {"Authorization": f"Bearer {self.enrolled.secret}", "Content-Encoding": "gzip"}
        response = self.client.post("/v1/exchange", data=packed, headers=headers)
        return Answer(response.status_code, response.data)

    def send(self, request: Request) -> Answer:
        """One request to the real app."""
        headers = {"Authorization": f"Bearer {self.enrolled.secret}", "Accept-Encoding": "gzip"}
        body = None
        if request.body is not None:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(request.body)
        response = self.client.open(request.path, method=request.method, data=body, headers=headers)
        data = response.data
        if response.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        retry_after = response.headers.get("Retry-After")
        return Answer(response.status_code, data, None if retry_after is None else int(retry_after))

    def sync(self, passing_ms: int = 60_000) -> None:
        """Let a minute pass, then ask and send until there is nothing more to do."""
        self.boot_ms += passing_ms
        self.state, _ = drive_until_quiet(self.state, self.log, self.carry, self.look, most=200)

    def status_of(self, op: Op) -> str | None:
        """What became of an operation as the device knows it; None while it waits."""
        result = self.log.ops[op.id].result
        return None if result is None else result.status.value

    def reason_of(self, op: Op) -> str | None:
        """Why."""
        result = self.log.ops[op.id].result
        return None if result is None else result.reason
