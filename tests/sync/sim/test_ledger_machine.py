"""Hypothesis drives the ledger alone: runs of any incarnation, in any order, repeated, renumbered and changed."""

from dataclasses import replace
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sync.digest import digest_of
from sync.exchange import OpResult, SentOp
from sync.ledger import GAP, SEQ_REUSED, KnownOp, LogState, Run, decide_run
from sync.words import OpStatus
from tests.sync.sim.handset import new_id

INCS = ("first", "second")
PLACES = st.sampled_from(INCS)


class LedgerMachine(RuleBasedStateMachine):
    """Two logs of one device, and a server that keeps what the ledger decides."""

    def __init__(self) -> None:
        super().__init__()
        self.rng = Random(3)
        self.logs: dict[str, list[SentOp]] = {inc: [] for inc in INCS}
        self.held = dict.fromkeys(INCS, LogState())
        self.taken: dict[str, list[str]] = {inc: [] for inc in INCS}
        self.known: dict[str, KnownOp] = {}
        self.at: dict[str, dict[int, str]] = {inc: {} for inc in INCS}
        self.effects: dict[str, int] = {}

    @rule(inc=PLACES)
    def records(self, inc: str) -> None:
        self.logs[inc].append(SentOp(len(self.logs[inc]) + 1, new_id(self.rng), {}, "h"))

    @rule(inc=PLACES, data=st.data())
    def moves_to_the_other_log(self, inc: str, data: st.DataObject) -> None:
        other = INCS[1 - INCS.index(inc)]
        moved = [op for op in self.logs[inc] if op.id not in {one.id for one in self.logs[other]}]
        if moved:
            op = data.draw(st.sampled_from(moved))
            self.logs[other].append(op._replace(seq=len(self.logs[other]) + 1))

    @rule(inc=PLACES, first=st.integers(1, 12), count=st.integers(0, 5))
    def sends(self, inc: str, first: int, count: int) -> None:
        self.take(inc, self.logs[inc][first - 1 : first - 1 + count])

    @rule(inc=PLACES, first=st.integers(1, 12))
    def sends_with_a_hole(self, inc: str, first: int) -> None:
        run = self.logs[inc][first - 1 : first + 2]
        if len(run) == 3:
            assert self.decide(inc, [run[0], run[2]]) == GAP

    @rule(inc=PLACES, seq=st.integers(1, 12))
    def sends_a_stranger(self, inc: str, seq: int) -> None:
        if seq <= self.held[inc].have:
            stranger = SentOp(seq, new_id(self.rng), {}, "h")
            assert self.decide(inc, [stranger]) == SEQ_REUSED

    @rule(inc=PLACES, data=st.data())
    def sends_it_changed(self, inc: str, data: st.DataObject) -> None:
        old = [op for op in self.logs[inc] if self.at[inc].get(op.seq) == op.id]
        if old:
            op = replace(data.draw(st.sampled_from(old)), h="other")
            run = self.decide(inc, [op])
            assert isinstance(run, Run) and not run.fresh and run.log == self.held[inc]
            assert run.answered[op.id].reason == "content_changed"

    def decide(self, inc: str, ops: list[SentOp]) -> Run | str:
        known = {op.id: self.known[op.id] for op in ops if op.id in self.known}
        return decide_run(ops, self.held[inc], known, self.at[inc])

    def take(self, inc: str, ops: list[SentOp]) -> None:
        have = self.held[inc].have
        run = self.decide(inc, ops)
        if ops and ops[0].seq > have + 1:
            assert run == GAP
            return
        assert isinstance(run, Run)
        assert [op.id for op in ops] == [
            op.id for op in ops if op.id in run.answered or op in run.fresh
        ]
        for op in ops:
            if op.id in self.known:
                assert run.answered[op.id] == self.known[op.id].result
        for op in run.fresh:
            self.effects[op.id] = self.effects.get(op.id, 0) + 1
            n = len(self.effects)
            self.known[op.id] = KnownOp(op.h, OpResult(op.id, OpStatus.ACCEPTED, n))
            self.at[inc][op.seq] = op.id
        self.taken[inc] += [op.id for op in ops if op.seq > have]
        self.held[inc] = run.log

    @invariant()
    def what_is_held_is_the_beginning_of_the_log(self) -> None:
        for inc in INCS:
            ids = [op.id for op in self.logs[inc]]
            assert self.taken[inc] == ids[: self.held[inc].have]
            assert self.held[inc].digest == digest_of(self.taken[inc])

    @invariant()
    def nothing_took_effect_twice(self) -> None:
        assert set(self.effects.values()) <= {1}


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, derandomize=True
)
