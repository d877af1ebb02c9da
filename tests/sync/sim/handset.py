"""A simulated handset: the product's client over a disk, with clocks, a secret and a line to the server."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from random import Random

from sync.answers import Turn, after_feed, after_pack, after_refusal, after_reply
from sync.client import next_request, nudged, on_failure, on_response
from sync.client_state import (
    Answer,
    ClientState,
    Draw,
    Moment,
    Purpose,
    Request,
    Step,
    Trouble,
    Wait,
)
from sync.clock import corrected_time
from sync.device_log import Effects
from sync.exchange import ExchangeReply, FeedPage, OpResult, Refusal
from sync.pace import Pace
from sync.pack import Pack
from sync.words import OpStatus
from tests.sync.sim.clocks import Clocks
from tests.sync.sim.disk import Disk, DiskFullError
from tests.sync.sim.ground import DAY_MS
from tests.sync.sim.rules import Rules
from tests.sync.sim.server import Given

SMALL = Pace(batch=4)


@lru_cache(maxsize=512)
def _date_of(day: int) -> date:
    return datetime.fromtimestamp(day * DAY_MS / 1000, UTC).date()


@dataclass(slots=True, eq=False)
class Handset:
    """One handset. waiting: the request whose answer it still waits for."""

    name: str
    disk: Disk
    clocks: Clocks
    rng: Random
    rules: Rules
    secret: str = ""
    squad: str = "S1"
    device: str = ""
    state: ClientState = field(default_factory=lambda: ClientState(app="sim", pace=SMALL))
    waiting: Request | None = None
    is_revoked: bool = False

    def moment(self, now_ms: int) -> Moment:
        """What it sees now."""
        draw = Draw(self.rng.random(), new_id(self.rng))
        return Moment(self.clocks.read(now_ms), _date_of(now_ms // DAY_MS), draw)

    def moment_ms(self, now_ms: int) -> int:
        """The corrected time as it takes it."""
        reading = self.clocks.read(now_ms)
        anchor = self.disk.log.anchor()
        return corrected_time(anchor, reading.wall_ms, reading.boot_ms, reading.boot_id)[0]

    def ask(self, now_ms: int) -> Request | Wait:
        """What the product's client asks now. While it waits for an answer, nothing."""
        asked = next_request(self.state, self.disk.log, self.moment(now_ms))
        if isinstance(asked, Request):
            self.waiting = asked
            if self.rules.marks_when_sent and asked.ops:
                hoped = tuple(OpResult(op.id, OpStatus.ACCEPTED) for op in asked.ops)
                self.disk.apply(Effects(settled=hoped))
        return asked

    def hear(self, request: Request, given: Given, now_ms: int) -> Step | None:
        """The answer came. None when the disk was full and so nothing happened."""
        self.waiting = None
        turn = Turn(self.state, self.disk.log, request, self.moment(now_ms))
        step = _follow(turn, given)
        try:
            self.disk.apply(self.rules.amend(step.effects))
        except DiskFullError:
            return None
        self.state = step.state
        return step

    def miss(self, request: Request, trouble: Trouble, now_ms: int) -> None:
        """No answer came."""
        self.waiting = None
        self.state = on_failure(self.state, request, trouble, self.moment(now_ms)).state

    def hurry(self, now_ms: int) -> None:
        """The app came to the front."""
        self.state = nudged(self.state, self.moment(now_ms))

    def save_file(self, now_ms: int) -> bytes:
        """The file of what was not sent, to be carried to the server."""
        return self.disk.save_file(self.device, self.secret, self.clocks.read(now_ms))

    def restart(self) -> None:
        """The app was killed and started again: what only its memory held is gone."""
        self.waiting = None
        self.state = ClientState(app="sim", pace=SMALL)


def _follow(turn: Turn, given: Given) -> Step:
    """As `sync.answers.on_response` does, for an answer that need not be read from bytes."""
    if isinstance(given, Answer):
        return on_response(turn.state, turn.log, turn.request, given, turn.moment)
    if isinstance(given, ExchangeReply):
        return after_reply(turn, given)
    if isinstance(given, Refusal):
        return after_refusal(turn, given)
    if isinstance(given, FeedPage):
        return after_feed(turn, given)
    assert isinstance(given, Pack) and turn.request.purpose is Purpose.PACK
    return after_pack(turn, given)


def new_id(rng: Random) -> str:
    """A fresh UUIDv7. Its time is anything: no order may depend on it."""
    text = f"{rng.getrandbits(120):030x}"
    return f"00{text[:6]}-{text[6:10]}-7{text[10:13]}-8{text[13:16]}-{text[16:28]}"
