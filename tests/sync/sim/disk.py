"""What a simulated handset keeps its log on: in memory here, in SQLite in `sqlite_disk`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from sync.clock import Reading, corrected_time
from sync.cursor import Cursor
from sync.device_log import DeviceLog, Effects
from sync.digest import EMPTY_DIGEST
from sync.exchange import OpResult, SentAt
from sync.memory_log import MemoryLog
from sync.unsent import MOST, Unsent, encode_unsent, head_of_file
from tests.sync.sim.feed import read_cursor
from tests.sync.sim.ground import Draft, Known, ent_of, write_op


class DiskFullError(Exception):
    """Nothing was written."""


@dataclass(frozen=True, slots=True)
class Held:
    """An operation on a handset. is_settled: the server has named it."""

    id: str
    inc: str
    seq: int
    is_settled: bool
    status: str = ""  # as the server answered


@dataclass(frozen=True, slots=True)
class Shown:
    """What a handset's mirror shows at a place."""

    op_id: str
    outcome: str
    contested: bool


def status_of(result: OpResult | None) -> str:
    """As the server answered; nothing while it waits."""
    return "" if result is None else result.status.value


class Disk(Protocol):
    """A handset's storage, as the simulator uses it. `log` is what the product's state machine sees."""

    is_full: bool

    @property
    def log(self) -> DeviceLog:
        """The device's log."""

    def record(self, draft: Draft, op_id: str, reading: Reading, squad: str) -> None:
        """Record an operation. Raises DiskFullError."""

    def apply(self, effects: Effects) -> None:
        """What an answer changes. Raises DiskFullError."""

    def adopt(self, inc: str) -> None:
        """The start of the app found out that this database was copied here: a new incarnation."""

    def copy(self) -> "Disk":
        """Another disk in the same state."""

    def list_held(self) -> Iterable[Held]:
        """Every operation kept."""

    def save_file(self, device: str, secret: str, reading: Reading) -> bytes:
        """The file of what was not sent."""

    def list_visits(self) -> list[tuple[str, str]]:
        """Id and place of every visit kept, in order of capture."""

    def mirror(self) -> dict[str, Shown]:
        """What the mirror shows, by place."""


@dataclass(slots=True)
class MemoryDisk:
    """A log in memory."""

    inc: str
    new_log: Callable[[str], MemoryLog] = MemoryLog
    is_full: bool = False
    ents: dict[str, str] = field(default_factory=dict)  # place of each op, in order of capture
    prevs: dict[str, str] = field(default_factory=dict)
    log: MemoryLog = field(init=False)

    def __post_init__(self) -> None:
        """An empty one."""
        self.log = self.new_log(self.inc)

    def record(self, draft: Draft, op_id: str, reading: Reading, squad: str) -> None:
        """See Disk."""
        if self.is_full:
            raise DiskFullError
        ent, log = ent_of(draft), self.log
        n, epoch = self._n_at(ent)
        prev = self.prevs.get(ent)
        last = log.last_seq()
        digest = log.digest_at(log.current_inc(), last) or EMPTY_DIGEST
        known = Known(squad, epoch, n, prev, len(log.ops), last, digest)
        body, h = write_op(draft, op_id, reading, log.anchor(), known)
        log.append(op_id, body, h)
        self.ents[op_id] = ent
        self.prevs[ent] = op_id

    def apply(self, effects: Effects) -> None:
        """See Disk."""
        if self.is_full:
            raise DiskFullError
        self.log.apply(effects)

    def adopt(self, inc: str) -> None:
        """See Disk."""
        self.log.adopt(inc)

    def copy(self) -> "MemoryDisk":
        """See Disk."""
        twin = MemoryDisk(self.inc, self.new_log, self.is_full, dict(self.ents), dict(self.prevs))
        twin.log = self.log.copy()
        return twin

    def list_held(self) -> Iterable[Held]:
        """See Disk."""
        return [
            Held(kept.id, kept.inc, kept.seq, kept.result is not None, status_of(kept.result))
            for kept in self.log.ops.values()
        ]

    def save_file(self, device: str, secret: str, reading: Reading) -> bytes:
        """See Disk."""
        time = corrected_time(self.log.anchor(), reading.wall_ms, reading.boot_ms, reading.boot_id)
        head = head_of_file(self.log, SentAt(*time))
        waiting = self.log.pending_run(MOST, 1 << 40)
        return encode_unsent(Unsent(device, head, waiting), secret)

    def list_visits(self) -> list[tuple[str, str]]:
        """See Disk."""
        held = self.log.ops
        return [(op_id, ent) for op_id, ent in self.ents.items() if "/" in ent and op_id in held]

    def mirror(self) -> dict[str, Shown]:
        """See Disk."""
        shown = (
            {}
            if self.log.pack is None
            else {
                mark.ent: Shown(mark.op_id, mark.outcome.value, mark.contested)
                for mark in self.log.pack.marks
            }
        )
        for (kind, ent), change in self.log.mirror.items():
            if kind != "mark":
                continue
            body = change.body
            if body is None:
                shown.pop(ent, None)
            else:
                shown[ent] = Shown(body["op_id"], body["outcome"], body.get("contested", False))
        return shown

    def _n_at(self, ent: str) -> tuple[int | None, str | None]:
        cursor = self.log.cursor()
        if cursor is None:
            return None, None
        at: Cursor = read_cursor(cursor)
        change = self.log.mirror.get(("mark", ent))
        if change is not None:
            return (change.n, at.epoch) if change.body is not None else (None, None)
        marks = () if self.log.pack is None else self.log.pack.marks
        n = next((mark.change_n for mark in marks if mark.ent == ent), None)
        return n, None if n is None else at.epoch
