"""A simulated handheld: the real client's state machine over a log in memory, with clocks that may be wrong.

Gives what it would send to whoever carries it: over HTTP (`sender`), or straight to the action when history is loaded.
"""

import random as randomness
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from server.demo.device_days import DeviceDay
from server.demo.holidays import ZONE
from server.demo.recording import ShiftEnd, TakeBack, Tap
from sync.client import ClientState, Draw, Moment, nudged
from sync.clock import Reading, corrected_time
from sync.cursor import decode_cursor
from sync.driver import Send, drive_until_quiet
from sync.ids import uuid7
from sync.memory_log import MemoryLog
from sync.ops import (
    CapturedTime,
    Op,
    OpData,
    Retraction,
    ReturnAnswered,
    Seen,
    ShiftEnded,
    ShiftStarted,
    Track,
    Visit,
    entity_of_collection,
    entity_of_return,
    entity_of_visit,
)
from sync.pack import PackReturn
from sync.wire import NEWEST, body_of, op_of_body, seal
from sync.words import OpKind

APP = "demo-1"
KIND_OF = {
    Visit: OpKind.VISIT,
    Retraction: OpKind.RETRACTION,
    ShiftStarted: OpKind.SHIFT_STARTED,
    Track: OpKind.TRACK,
    ShiftEnded: OpKind.SHIFT_ENDED,
    ReturnAnswered: OpKind.RETURN_ANSWERED,
}


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device as enrolled, with the incarnation of its database."""

    squad: str
    number: int
    device: str
    secret: str
    inc: str


class Handset:
    """One device. Times given to it are true times; what it makes of them is its own affair."""

    def __init__(self, enrolment: Enrolment) -> None:
        self.enrolment = enrolment
        self.log = MemoryLog(enrolment.inc)
        self._random = randomness.Random(enrolment.inc)
        self._state = ClientState(app=APP)
        self._fares: DeviceDay | None = None
        self._booted_at = datetime(2020, 1, 1, tzinfo=UTC)
        self._op_of_tap: dict[str, str] = {}
        self._last_of_ent: dict[str, str] = {}
        self._ent_of_op: dict[str, str] = {}
        self._recorded_of: dict[str, int] = {}

    def begin_day(self, fares: DeviceDay, at: datetime) -> None:
        """Charged overnight and switched on at a time before its shift."""
        self._fares = fares
        self._booted_at = at
        self._state = ClientState(app=APP)

    def has_signal(self, at: datetime) -> bool:
        """Whether it could speak to the server."""
        return self._fares is not None and self._fares.has_signal(at)

    @property
    def pending(self) -> int:
        """How many operations it holds unsent."""
        return self.log.count_pending()

    def record(self, tap: Tap) -> str:
        """Record a tap; gives the operation's id. A tap recorded before is not recorded again."""
        if tap.key in self._op_of_tap:
            return self._op_of_tap[tap.key]
        data = self._data_of(tap)
        if data is None:
            return ""
        op_id = self._append(data, self._entity(data, tap), tap.at)
        self._op_of_tap[tap.key] = op_id
        return op_id

    def taps_recorded(self) -> dict[str, str]:
        """The operation of every tap recorded, by the tap's key."""
        return dict(self._op_of_tap)

    def remember_taps(self, op_of_tap: dict[str, str]) -> None:
        """After a restart: these were recorded before."""
        self._op_of_tap = dict(op_of_tap)
        # the same bytes must not be drawn again for new ids
        self._random = randomness.Random(f"{self.enrolment.inc}/{self.log.last_seq()}")

    def take_over(self, op_id: str, body: str, h: str) -> None:
        """After a restart: an operation recorded before, in the order of capture."""
        self.log.append(op_id, body, h)
        self._note(op_id, op_of_body(body, self.log.last_seq()).ent)

    def answer_return(self, answer: ReturnAnswered, at: datetime) -> str:
        """Answer a return the server asked for."""
        return self._append(answer, entity_of_return(answer.return_id), at)

    def returns_to_make(self) -> tuple[PackReturn, ...]:
        """The returns its pack holds and it has not answered."""
        held = self.log.pack.returns if self.log.pack is not None else ()
        return tuple(
            one for one in held if entity_of_return(one.return_id) not in self._last_of_ent
        )

    def exchange(self, send: Send, at: datetime) -> None:
        """Speak to the server until there is nothing to say, at a moment that stands still meanwhile."""
        moment = self._look(at)
        self._state = nudged(self._state, moment)
        self._state, _ = drive_until_quiet(self._state, self.log, send, lambda: self._look(at))

    def _look(self, at: datetime) -> Moment:
        spare = uuid7(_ms(at), self._random.randbytes(10))
        return Moment(
            self._reading(at), at.astimezone(ZONE).date(), Draw(self._random.random(), spare)
        )

    def _reading(self, at: datetime) -> Reading:
        offset_s = self._fares.wall_offset_s if self._fares is not None else 0
        boot_ms = max(0, _ms(at) - _ms(self._booted_at))
        return Reading(_ms(at) + offset_s * 1000, boot_ms, f"boot-{_ms(self._booted_at)}")

    def _data_of(self, tap: Tap) -> OpData | None:
        what = tap.what
        if isinstance(what, TakeBack):
            taken_back = self._op_of_tap.get(what.key)
            return Retraction(taken_back) if taken_back else None
        if isinstance(what, ShiftEnd):
            last = self.log.last_seq()
            digest = self.log.digest_at(self.log.current_inc(), last) or ""
            ops = self._recorded_of.get(entity_of_collection(what.round_id, what.on), 0)
            return ShiftEnded(what.round_id, what.on, ops, last, digest, reason=what.reason)
        if isinstance(what, Visit) and tap.corrects is not None:
            return replace(what, corrects=self._op_of_tap.get(tap.corrects))
        return what

    def _entity(self, data: OpData, tap: Tap) -> str:
        if isinstance(data, Visit):
            return entity_of_visit(data)
        if isinstance(data, ShiftStarted | ShiftEnded | Track):
            return entity_of_collection(data.round_id, data.on)
        assert isinstance(tap.what, TakeBack)  # noqa: S101 - the only other kind of tap
        return self._ent_of_op[self._op_of_tap[tap.what.key]]

    def _append(self, data: OpData, ent: str, at: datetime) -> str:
        reading = self._reading(at)
        est_ms, quality = corrected_time(
            self.log.anchor(), reading.wall_ms, reading.boot_ms, reading.boot_id
        )
        kind = KIND_OF[type(data)]
        op = seal(
            Op(
                id=uuid7(est_ms, self._random.randbytes(10)),
                seq=self.log.last_seq() + 1,
                kind=kind,
                v=NEWEST[kind],
                ent=ent,
                seen=self._seen(ent),
                time=CapturedTime(
                    reading.wall_ms, reading.boot_ms, reading.boot_id, est_ms, quality
                ),
                squad=self.enrolment.squad,
                data=data,
            )
        )
        self.log.append(op.id, body_of(op), op.h)
        self._note(op.id, ent)
        return op.id

    def _note(self, op_id: str, ent: str) -> None:
        self._last_of_ent[ent] = op_id
        self._ent_of_op[op_id] = ent
        collection = ent.split("/", maxsplit=1)[0]
        self._recorded_of[collection] = self._recorded_of.get(collection, 0) + 1

    def _seen(self, ent: str) -> Seen:
        """What it knew of the place: the server's last change of it, and its own last operation on it."""
        prev = self._last_of_ent.get(ent)
        change = self.log.mirror.get(("mark", ent))
        n = change.n if change is not None else self._n_of_pack(ent)
        cursor = self.log.cursor()
        if n is None or cursor is None:
            return Seen(prev=prev)
        return Seen(decode_cursor(cursor).epoch, n, prev)

    def _n_of_pack(self, ent: str) -> int | None:
        marks = self.log.pack.marks if self.log.pack is not None else ()
        return next((mark.change_n for mark in marks if mark.ent == ent), None)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
