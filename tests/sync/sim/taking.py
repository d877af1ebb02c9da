"""One transaction that takes an exchange in, over tables in memory: the product's decisions, in the product's order.

It runs in slices: it yields where others may run meanwhile, and the lock it waits for where it waits. What it writes is
seen by others only when it commits, which is its last slice.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from server.actions.op_changes import Outcomes, draft_changes
from sync.cursor import Stream, epoch_after, find_cursor
from sync.exchange import ExchangeRequest, OpResult, Prefix, SentAt, SentOp
from sync.judging import Facts, ReadOp, judge_op
from sync.ledger import (
    SEQ_REUSED,
    KnownOp,
    LogState,
    Run,
)
from sync.ops import Op, Retraction, Visit
from sync.placing import Placed, Stage, Standing, place_statements
from sync.words import ClockQuality, OpStatus
from tests.sync.sim.ground import ON, ROUNDS, SQUADS, STREETS, Street
from tests.sync.sim.reading import handovers_in, is_trap, read_at
from tests.sync.sim.rules import Rules
from tests.sync.sim.tables import IncRow, OpRow, Tables, held_by, holder_of
from tests.sync.sim.writing import Writes, write

Key = tuple[str, ...]
Slices = Generator[Key | None, None, "Taken | Refused"]
MAY_RUN = None
NOTHING_YET = LogState()
USRNS = frozenset(STREETS)
COLLECTIONS = tuple((round_id, ON) for round_id in ROUNDS)


class CannotApplyError(Exception):
    """The operation breaks the server."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An exchange that was taken in and is committed."""

    results: tuple[OpResult, ...]
    haves: tuple[Prefix, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """An exchange that did not fit."""

    code: str
    haves: tuple[Prefix, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """What every transaction of a server works with. upgraded: it reads the newer kinds and applies what broke it."""

    tables: Tables
    locks: dict[Key, object]
    rules: Rules
    rng: Random
    upgraded: bool


@dataclass(slots=True)
class Taking:
    """A transaction under way."""

    bench: Bench
    device: str
    request: ExchangeRequest
    now_ms: int
    writes: Writes = field(default_factory=Writes)

    def run(self) -> Slices:
        """Take the exchange in. Run again from the start when another incarnation brought one of its ops meanwhile."""
        while True:
            done = yield from self._try()
            if done is not None:
                self.let_go()
                return done
            self.let_go()
            self.writes = Writes()

    def let_go(self) -> None:
        """Release every lock: the transaction ended, one way or the other."""
        locks = self.bench.locks
        for key in [key for key, holder in locks.items() if holder is self]:
            del locks[key]

    def _hold(self, key: Key) -> Generator[Key | None, None, None]:
        locks = self.bench.locks
        while locks.get(key, self) is not self:
            yield key
        locks[key] = self

    def _try(self) -> Generator[Key | None, None, Taken | Refused | None]:
        bench, tables, head = self.bench, self.bench.tables, self.request.head
        self._settle_epoch()
        yield from self._hold(("inc", head.inc))
        held = tables.incs.get(head.inc) or IncRow(self.device)
        ops = self.request.ops
        known = {op.id: tables.ops[op.id].known for op in ops if op.id in tables.ops}
        resent = {
            op.seq: tables.at[head.inc, op.seq] for op in ops if (head.inc, op.seq) in tables.at
        }
        run = bench.rules.decide_run(ops, held.state, known, resent)
        follows = bench.rules.follows_on(head, ops, held.state)
        if held.device != self.device or not follows:
            run = SEQ_REUSED
        if isinstance(run, str):
            tables.incs.setdefault(head.inc, held)
            return Refused(run, self._haves())
        base = self._number_first(len(run.fresh))
        yield MAY_RUN
        if run.fresh:
            yield from self._lock_ground(run.fresh)
            self._take_or_quarantine(run.fresh)
            is_raced = yield from self._hold_ids(run.fresh)
            if is_raced:
                return None
        if self.writes.drafts:
            yield from self._hold(("feed",))
            base = tables.head if base is None else base
            yield MAY_RUN
        return self._commit(run, held, base or 0)

    def _settle_epoch(self) -> None:
        """As `take_exchange` does: a cursor of a lost history begins a new epoch."""
        tables, at = self.bench.tables, find_cursor(self.request.head.cursor)
        if at is None:
            return
        row = tables.changes.get(at.n)
        tag = None if row is None else row.tag
        feed = Stream(tables.epoch, tables.head, tables.pruned_through, tag, at.scope)
        if self.bench.rules.is_of_lost_history(at, feed):
            drawn = f"{self.bench.rng.getrandbits(32):08x}"
            tables.epoch = epoch_after(tables.epoch, at.epoch, drawn)

    def _number_first(self, count: int) -> int | None:
        """As a sequence would: at once, and never given back."""
        if self.bench.rules.numbers_last:
            return None
        tables = self.bench.tables
        tables.head += count
        return tables.head - count

    def _lock_ground(self, fresh: Sequence[SentOp]) -> Generator[Key | None, None, None]:
        for round_id in sorted(self._ground_of(fresh)):
            yield from self._hold(("collection", round_id))

    def _ground_of(self, fresh: Sequence[SentOp]) -> set[str]:
        """The rounds whose collections a run bears on; the day is the same for all."""
        rules, data = self.bench.rules, [sent.raw.get("data", {}) for sent in fresh]
        named = {one.get("round_id") for one in data} if rules.locks_ground else set()
        taken_back = [self._street_of(one["op_id"]) for one in data if "op_id" in one]
        if rules.locks_taken_back:
            named |= {street[0] for street in taken_back if street is not None}
        return {one for one in named if one in ROUNDS}

    def _hold_ids(self, fresh: Sequence[SentOp]) -> Generator[Key | None, None, bool]:
        """Wait for whoever is writing the same ids; whether one of them was written meanwhile."""
        if not self.bench.rules.are_ids_unique:
            return False
        for op_id in sorted(sent.id for sent in fresh):
            yield from self._hold(("op", op_id))
        return any(sent.id in self.bench.tables.ops for sent in fresh)

    def _take_or_quarantine(self, fresh: Sequence[SentOp]) -> None:
        try:
            self._take_batch(fresh)
        except CannotApplyError:
            if not self.bench.rules.keeps_faulty:
                raise
            if len(fresh) == 1:
                result = OpResult(fresh[0].id, OpStatus.QUARANTINED, reason="could_not_be_applied")
                self._add(fresh[0], result, None)
                return
            for sent in fresh:
                self._take_or_quarantine([sent])

    def _take_batch(self, fresh: Sequence[SentOp]) -> None:
        bench, writes = self.bench, self.writes
        reads = [read_at(sent, bench.upgraded) for sent in fresh]
        facts = self._facts(reads)
        judged = [judge_op(read, facts) for read in reads]
        ops = [one.taken for one in judged if one.taken is not None]
        if not bench.upgraded and any(is_trap(op) for op in ops):
            raise CannotApplyError
        placed, taken_back = self._place(ops)
        for sent, one in zip(fresh, judged, strict=True):
            winner = placed.superseded.get(sent.id)
            result = OpResult(sent.id, one.status, reason=one.reason)
            if winner is not None:
                result = OpResult(sent.id, OpStatus.SUPERSEDED, by=winner)
            self._add(sent, result, one.taken)
        self._keep_places(placed, ops)
        streets = {target: self._street_of(target) for target in taken_back}
        held = {target: street for target, street in streets.items() if street is not None}
        label = bench.tables.devices[self.device].label
        outcomes = Outcomes(label, ops, placed, held, ROUNDS, facts.holders, {}, facts.held_by)
        writes.drafts += draft_changes(outcomes)
        writes.handovers |= handovers_in(ops)

    def _facts(self, reads: Sequence[ReadOp]) -> Facts:
        device = self.bench.tables.devices[self.device]
        handovers = self.bench.tables.handovers | self.writes.handovers
        here = {read.op.id: read.op.squad for read in reads if read.op is not None}
        targets = [
            read.op.data.op_id
            for read in reads
            if read.op is not None and isinstance(read.op.data, Retraction)
        ]
        return Facts(
            device_squads=device.squads,
            revoked_ms=device.revoked_ms,
            rounds=ROUNDS,
            holders={one: holder_of(handovers, one) for one in COLLECTIONS},
            held_by={one: held_by(handovers, one) for one in COLLECTIONS},
            usrns=USRNS,
            squads=frozenset(SQUADS),
            op_squads={
                target: squad
                for target in targets
                if (squad := here.get(target) or self._squad_of(target)) is not None
            },
        )

    def _squad_of(self, op_id: str) -> str | None:
        row = self.writes.rows.get(op_id) or self.bench.tables.ops.get(op_id)
        return None if row is None else row.sent.raw.get("squad")

    def _place(self, ops: Sequence[Op]) -> tuple[Placed, Mapping[str, str]]:
        tables = self.bench.tables
        taken_back = {op.data.op_id: op.id for op in ops if isinstance(op.data, Retraction)}
        squads = {op.id: op.squad for op in ops if isinstance(op.data, Visit)}
        retracting = tables.retracting | self.writes.retracting
        waiting = {op_id for op_id, squad in squads.items() if retracting.get(op_id) == squad}
        streets: dict[Street, None] = {}
        for op in ops:
            street = self._street_of_op(op)
            if street is not None:
                streets[street] = None
        kept = [one for street in streets for one in self._at(street).values()]
        device = tables.devices[self.device]
        stage = Stage(
            tables.epoch, self.request.head.inc, device.label, frozenset(taken_back) | waiting
        )
        return place_statements(ops, kept, stage), taken_back

    def _street_of_op(self, op: Op) -> Street | None:
        if isinstance(op.data, Visit):
            return op.data.round_id, op.data.on, op.data.usrn
        return self._street_of(op.data.op_id) if isinstance(op.data, Retraction) else None

    def _street_of(self, op_id: str) -> Street | None:
        return self.writes.visits.get(op_id) or self.bench.tables.visits.get(op_id)

    def _at(self, street: Street) -> dict[str, Standing]:
        here = self.writes.places.get(street)
        return self.bench.tables.places.get(street, {}) if here is None else here

    def _keep_places(self, placed: Placed, ops: Sequence[Op]) -> None:
        writes = self.writes
        for op in ops:
            if isinstance(op.data, Visit):
                writes.visits[op.id] = op.data.round_id, op.data.on, op.data.usrn
        for here in placed.standing.values():
            for op_id, one in here.items():
                street = self._street_of(op_id)
                assert street is not None
                if street not in writes.places:
                    writes.places[street] = dict(self._at(street))
                writes.places[street][op_id] = one

    def _add(self, sent: SentOp, result: OpResult, op: Op | None) -> None:
        effects = int(op is not None)
        if op is not None and isinstance(op.data, Retraction):
            self.writes.retracting.setdefault(op.data.op_id, op.squad)
        known = KnownOp(sent.h, result)
        row = OpRow(self.request.head.inc, sent.seq, sent, self.device, known, effects)
        self.writes.rows[sent.id] = row
        self.writes.results[sent.id] = result

    def _commit(self, run: Run, held: IncRow, base: int) -> Taken:
        tables, head = self.bench.tables, self.request.head
        self._write(base)
        for sent in run.changed:
            tables.opaque[sent.id] = b"content changed"
        tables.incs[head.inc] = IncRow(held.device, run.log)
        haves = self._true_haves()
        self._hear(run.log, haves)
        results = run.answered | self.writes.results
        done = tuple([results[op.id] for op in self.request.ops])
        return Taken(done, self.bench.rules.tell(haves))

    def _write(self, base: int) -> None:
        bench = self.bench
        write(
            bench.tables,
            self.writes,
            base,
            [f"{bench.rng.getrandbits(64):016x}" for _ in self.writes.drafts],
        )
        if bench.rules.numbers_last:
            bench.tables.head += len(self.writes.drafts)

    def _hear(self, log: LogState, haves: tuple[Prefix, ...]) -> None:
        told = [sent.raw["time"] for sent in self.request.ops if "time" in sent.raw]
        last = SentAt(told[-1]["est_ms"], ClockQuality(told[-1]["quality"])) if told else None
        heard = self.bench.rules.heard(self.request.head, log, last, self.now_ms)
        if heard is not None and self.bench.rules.holds_all(self.request.head, haves):
            kept = self.bench.tables.heard
            kept[self.device] = max(heard, kept.get(self.device, heard))

    def _haves(self) -> tuple[Prefix, ...]:
        return self.bench.rules.tell(self._true_haves())

    def _true_haves(self) -> tuple[Prefix, ...]:
        head, incs = self.request.head, self.bench.tables.incs
        held = [
            (inc, incs[inc].state if inc in incs else NOTHING_YET)
            for inc in dict.fromkeys((head.inc, *head.known))
        ]
        return tuple([(inc, log.have, log.digest) for inc, log in held])
