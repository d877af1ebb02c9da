"""A device's log in memory, for simulators and tests: the same promises as the phone's SQLite, without the disk."""

from dataclasses import dataclass, field, replace
from datetime import date

from sync.clock import Anchor
from sync.device_log import Effects, Requeue, StoredOp
from sync.digest import EMPTY_DIGEST, extend_digest
from sync.exchange import Change, OpResult
from sync.pack import Pack
from sync.packs import encode_mark, find_resolved
from sync.words import OpStatus


@dataclass(slots=True)
class KeptOp:
    """An operation in memory. `result` is None while it is pending."""

    id: str
    body: str
    h: str
    inc: str
    seq: int
    result: OpResult | None = None
    settled_ms: int = 0


@dataclass(slots=True)
class KeptInc:
    """The log of one incarnation: digests[k] covers seq 1..base+k; ops by seq while they are in it."""

    base: int = 0
    digests: list[str] = field(default_factory=lambda: [EMPTY_DIGEST])
    disputed: bool = False

    @property
    def last(self) -> int:
        """The highest seq ever given in it."""
        return self.base + len(self.digests) - 1


class MemoryLog:
    """Implements `sync.device_log.DeviceLog`."""

    def __init__(self, inc: str) -> None:
        self._inc = inc
        self._incs: dict[str, KeptInc] = {inc: KeptInc()}
        self._at: dict[tuple[str, int], KeptOp] = {}
        self.ops: dict[str, KeptOp] = {}
        self._first_pending = 1  # no operation of the current incarnation below it is pending
        self._pending = 0
        self.mirror: dict[tuple[str, str], Change] = {}
        self.pack: Pack | None = None
        self._pack_on: date | None = None
        self._cursor: str | None = None
        self._anchor: Anchor | None = None

    def append(self, op_id: str, body: str, h: str) -> int:
        """Record an operation; gives its seq."""
        kept = KeptOp(op_id, body, h, self._inc, 0)
        self.ops[op_id] = kept
        self._pending += 1
        return self._place(kept)

    def adopt(self, inc: str) -> None:
        """Begin a new incarnation, as after an install or a restored copy."""
        self.apply(Effects(new_inc=inc))

    def copy(self) -> "MemoryLog":
        """A second log in the same state, as a copy of a device's files would be."""
        twin = type(self)(self._inc)
        twin.__dict__.update(self.__dict__)
        twin._incs = {inc: replace(log, digests=[*log.digests]) for inc, log in self._incs.items()}
        twin.ops = {op_id: replace(kept) for op_id, kept in self.ops.items()}
        twin._at = {(kept.inc, kept.seq): kept for kept in twin.ops.values()}
        twin.mirror = dict(self.mirror)
        return twin

    def current_inc(self) -> str:
        """See DeviceLog."""
        return self._inc

    def incarnations(self) -> tuple[str, ...]:
        """See DeviceLog."""
        held = {kept.inc for kept in self.ops.values()} if len(self._incs) > 1 else set()
        older = [
            inc
            for inc, log in self._incs.items()
            if inc != self._inc and not log.disputed and inc in held
        ]
        return (*older, self._inc)

    def last_seq(self) -> int:
        """See DeviceLog."""
        return self._incs[self._inc].last

    def count_pending(self) -> int:
        """See DeviceLog."""
        return self._pending

    def pending_run(self, limit: int, largest: int) -> tuple[StoredOp, ...]:
        """See DeviceLog."""
        last = self.last_seq()
        while self._first_pending <= last and not self._waits(self._first_pending):
            self._first_pending += 1
        run: list[StoredOp] = []
        seq, size = self._first_pending, 0
        while seq <= last and len(run) < limit and self._waits(seq):
            kept = self._at[self._inc, seq]
            size += len(kept.body)
            if run and size > largest:
                break
            run.append(StoredOp(seq, kept.id, kept.body, kept.h))
            seq += 1
        return tuple(run)

    def digest_at(self, inc: str, seq: int) -> str | None:
        """See DeviceLog."""
        log = self._incs.get(inc)
        if log is None or not log.base <= seq <= log.last:
            return None
        return log.digests[seq - log.base]

    def settled_through(self, inc: str) -> int:
        """See DeviceLog."""
        log = self._incs.get(inc)
        if log is None:
            return 0
        down = range(log.last, log.base, -1)
        return next((seq for seq in down if self._is_settled(inc, seq)), 0)

    def cursor(self) -> str | None:
        """See DeviceLog."""
        return self._cursor

    def pack_on(self) -> date | None:
        """See DeviceLog."""
        return self._pack_on

    def anchor(self) -> Anchor | None:
        """See DeviceLog."""
        return self._anchor

    def apply(self, effects: Effects) -> None:
        """See DeviceLog."""
        for result in effects.settled:
            self._settle(result, effects.settled_ms)
        for inc in effects.disputed:
            self._dispute(inc)
        for requeue in effects.requeued:
            self._requeue(requeue)
        if effects.new_inc is not None:
            self._inc = effects.new_inc
            self._incs[self._inc] = KeptInc()
            self._first_pending = 1
        if len(self._incs) > 1:
            self._gather_pending()
        self._mirror(effects)
        if effects.anchor is not None:
            self._anchor = effects.anchor
        if effects.forget_before_ms is not None:
            self._forget(effects.forget_before_ms)

    def _place(self, kept: KeptOp) -> int:
        log = self._incs[self._inc]
        log.digests.append(extend_digest(log.digests[-1], kept.id))
        kept.inc, kept.seq = self._inc, log.last
        self._at[kept.inc, kept.seq] = kept
        return kept.seq

    def _waits(self, seq: int) -> bool:
        kept = self._at.get((self._inc, seq))
        return kept is not None and kept.result is None

    def _is_settled(self, inc: str, seq: int) -> bool:
        kept = self._at.get((inc, seq))
        return kept is not None and kept.result is not None

    def _settle(self, result: OpResult, settled_ms: int) -> None:
        kept = self.ops.get(result.id)
        if kept is not None and kept.result is None:
            kept.result, kept.settled_ms = result, settled_ms
            self._pending -= 1

    def _reopen(self, kept: KeptOp) -> None:
        if kept.result is not None:
            kept.result = None
            self._pending += 1
        if kept.inc == self._inc:
            self._first_pending = min(self._first_pending, kept.seq)

    def _dispute(self, inc: str) -> None:
        log = self._incs.get(inc)
        if log is not None:
            log.disputed = True
        for kept in self.ops.values():
            if kept.inc == inc:
                self._reopen(kept)

    def _requeue(self, requeue: Requeue) -> None:
        for kept in self.ops.values():
            if kept.inc == requeue.inc and kept.seq > requeue.after_seq:
                self._reopen(kept)

    def _gather_pending(self) -> None:
        strays = [k for k in self.ops.values() if k.result is None and k.inc != self._inc]
        for kept in strays:  # `ops` is in the order of capture
            del self._at[kept.inc, kept.seq]
            self._place(kept)

    def _mirror(self, effects: Effects) -> None:
        if effects.pack is not None:
            self.pack, self.mirror = effects.pack, _mirror_of(effects.pack)
            self._cursor, self._pack_on = effects.pack.cursor, effects.pack_on
            for result in effects.pack.resolved:
                self._resolve(result)
        for change in effects.feed:
            self.mirror[change.kind, change.ent] = change
            self._resolve(find_resolved(change))
        if effects.cursor is not None:
            self._cursor = effects.cursor

    def _resolve(self, result: OpResult | None) -> None:
        kept = None if result is None else self.ops.get(result.id)
        if (
            kept is not None
            and kept.result is not None
            and kept.result.status is OpStatus.QUARANTINED
        ):
            kept.result = result

    def _forget(self, before_ms: int) -> None:
        for inc, log in self._incs.items():
            while log.base < log.last and self._may_go(inc, log.base + 1, before_ms):
                kept = self._at.pop((inc, log.base + 1), None)
                if kept is not None:
                    del self.ops[kept.id]
                del log.digests[0]
                log.base += 1

    def _may_go(self, inc: str, seq: int, before_ms: int) -> bool:
        kept = self._at.get((inc, seq))
        if kept is None:
            return inc != self._inc  # moved away long ago
        return kept.result is not None and kept.settled_ms < before_ms


def _mirror_of(pack: Pack) -> dict[tuple[str, str], Change]:
    marks = (
        Change(mark.change_n, "mark", mark.ent, mark.op_id, encode_mark(mark))
        for mark in pack.marks
    )
    return {(change.kind, change.ent): change for change in marks}
