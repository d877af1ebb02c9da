"""A simulated device for tests of the state machine: a log in memory, a state, and a clock to turn."""

import random
from dataclasses import replace

from sync.canonical import canonical_json
from sync.client import (
    Answer,
    ClientState,
    Draw,
    Moment,
    Request,
    Trouble,
    Wait,
    next_request,
    on_failure,
    on_response,
)
from sync.clock import Reading
from sync.digest import EMPTY_DIGEST
from sync.exchange import (
    ExchangeReply,
    FeedPage,
    OpResult,
    Prefix,
    encode_reply,
)
from sync.ids import uuid7
from sync.memory_log import MemoryLog
from sync.pack import Pack
from sync.packs import encode_pack
from sync.wire import body_of
from sync.words import OpStatus
from tests.sync.make import MORNING_MS, ON, make_op

INC = uuid7(MORNING_MS, b"i" * 10)
SPARE = uuid7(MORNING_MS, b"s" * 10)
OURS = canonical_json({"code": "some.problem"}).encode()


class Device:
    """A log, a state and a clock to turn."""

    def __init__(self, waiting: int = 0) -> None:
        self.log, self.state, self.boot_ms = MemoryLog(INC), ClientState(app="t"), 1_000
        self.rng = random.Random(4)
        for _ in range(waiting):
            op = make_op(rng=self.rng)
            self.log.append(op.id, body_of(op), op.h)

    def now(self, fraction: float = 1.0) -> Moment:
        reading = Reading(MORNING_MS + self.boot_ms, self.boot_ms, "boot")
        return Moment(reading, ON, Draw(fraction, SPARE))

    def ask(self) -> Request | Wait:
        return next_request(self.state, self.log, self.now())

    def asked(self) -> Request:
        request = self.ask()
        assert isinstance(request, Request)
        return request

    def hear(self, answer: Answer, request: Request | None = None) -> None:
        step = on_response(self.state, self.log, request or self.asked(), answer, self.now())
        self.log.apply(step.effects)
        self.state = step.state

    def fail(self, trouble: Trouble, fraction: float = 1.0) -> None:
        self.state = on_failure(self.state, self.asked(), trouble, self.now(fraction)).state

    def reply(self, request: Request, **changes: object) -> Answer:
        """A good answer to everything asked."""
        results = tuple(OpResult(op.id, OpStatus.ACCEPTED, op.seq) for op in request.ops)
        settled = [kept.seq for kept in self.log.ops.values() if kept.result is not None]
        last = max([*settled, *(op.seq for op in request.ops)], default=0)
        have: Prefix = (INC, last, self.log.digest_at(INC, last) or EMPTY_DIGEST)
        reply = ExchangeReply(1, "e", MORNING_MS, (have,), results, FeedPage(0))
        return Answer(200, encode_reply(replace(reply, **changes)))  # type: ignore[arg-type]  # a test's shorthand

    def greet(self) -> None:
        self.hear(self.reply(self.asked()))


def with_pack(waiting: int = 0) -> Device:
    device = Device(waiting)
    device.greet()
    pack = Pack("Testford", "Europe/London", "S1", "Squad One", 0, "cursor")
    device.hear(Answer(200, encode_pack(pack)))
    device.state = replace(device.state, more=False)
    return device
