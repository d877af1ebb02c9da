"""The phone's SQLite log against the log in memory: after any run of events both answer the state machine the same."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crew_app.presenters.recording import record_visit
from crew_app.store.incarnation import MARKER_NAME
from crew_app.store.problems import StoreError
from sync.clock import Anchor
from sync.device_log import DeviceLog, Effects, Requeue
from sync.exchange import OpResult
from sync.memory_log import MemoryLog
from sync.ops import Visit
from sync.wire import body_of
from sync.words import OpStatus, Outcome
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import DAY, ROUND_ID, START_MS, make_pack, usrn_of

Event = tuple[str, int]
events = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "record",
                "record",
                "record",
                "settle",
                "reject",
                "requeue",
                "dispute",
                "adopt",
                "forget",
            ]
        ),
        st.integers(0, 5),
    ),
    max_size=25,
)


class Pair:
    """The same events on both logs."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        phone.take_pack(make_pack())
        self.stored = phone.log
        self.memory = MemoryLog(self.stored.current_inc())
        self.clock_ms = START_MS
        self.incs = 1

    def happen(self, event: Event) -> None:
        kind, number = event
        self.clock_ms += 1000
        if kind == "record":
            self._record(number)
        else:
            effects = getattr(self, f"_{kind}")(number)
            for log in (self.stored, self.memory):
                log.apply(replace(effects, settled_ms=self.clock_ms))

    def _record(self, number: int) -> None:
        self.phone.clock.pass_time(1000)
        visit = Visit(ROUND_ID, DAY, usrn_of(number + 1), Outcome.COMPLETED)
        op = record_visit(self.phone.handset, visit)
        assert self.memory.append(op.id, body_of(op), op.h) == op.seq

    def _settle(self, number: int) -> Effects:
        run = self.memory.pending_run(number, 10**9)
        return Effects(settled=tuple(OpResult(op.id, OpStatus.ACCEPTED, 1) for op in run))

    def _reject(self, number: int) -> Effects:
        run = self.memory.pending_run(number, 10**9)
        return Effects(settled=tuple(OpResult(op.id, OpStatus.REJECTED) for op in run[-1:]))

    def _requeue(self, number: int) -> Effects:
        known = self.memory.incarnations()
        return Effects(requeued=(Requeue(known[number % len(known)], number),))

    def _dispute(self, _number: int) -> Effects:
        return Effects(disputed=(self.memory.current_inc(),), new_inc=self._mint())

    def _adopt(self, _number: int) -> Effects:
        return Effects(new_inc=self._mint())

    def _forget(self, number: int) -> Effects:
        return Effects(forget_before_ms=self.clock_ms - number * 1000)

    def _mint(self) -> str:
        self.incs += 1
        return f"{self.incs:08d}-0000-4000-8000-00000000000a"


def answers(log: DeviceLog, incs: int) -> Iterator[object]:
    """Everything the state machine may ask."""
    yield log.current_inc()
    yield log.incarnations()
    yield log.last_seq()
    yield log.count_pending()
    for limit in (1, 3, 100):
        yield log.pending_run(limit, 10**9)
    yield log.pending_run(100, 700)
    for number in range(1, incs + 1):
        inc = f"{number:08d}-0000-4000-8000-00000000000{'a' if number > 1 else '0'}"
        for seq in range(30):
            yield inc, seq, log.digest_at(inc, seq), log.settled_through(inc)


@settings(max_examples=60, deadline=None)
@given(events)
def test_both_logs_answer_the_same_after_any_run_of_events(run: list[Event]) -> None:
    with TemporaryDirectory() as folder:
        pair = Pair(make_phone(Path(folder)))
        for event in run:
            pair.happen(event)
        assert list(answers(pair.stored, pair.incs)) == list(answers(pair.memory, pair.incs))
        pair.phone.store.close()


def test_a_pack_the_cursor_and_the_anchor_are_kept(tmp_path: Path) -> None:
    phone = make_phone(tmp_path)
    assert phone.log.cursor() is None
    anchor = Anchor(START_MS, START_MS, 5, "boot-1")
    phone.log.apply(Effects(pack=make_pack(), pack_on=DAY, anchor=anchor))
    assert phone.log.cursor() == make_pack().cursor
    assert (phone.log.pack_on(), phone.log.anchor()) == (DAY, anchor)
    phone.log.apply(Effects(cursor="next"))
    assert phone.log.cursor() == "next"


def test_the_marker_follows_a_new_incarnation(tmp_path: Path) -> None:
    phone = make_phone(tmp_path)
    phone.log.apply(Effects(new_inc="11111111-0000-4000-8000-000000000000"))
    marker = (tmp_path / "no-backup" / MARKER_NAME).read_text()
    assert marker == "11111111-0000-4000-8000-000000000000"


def test_an_answer_that_cannot_be_kept_changes_nothing(tmp_path: Path) -> None:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    op = record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(1), Outcome.COMPLETED))
    again = Effects(
        settled=(OpResult(op.id, OpStatus.ACCEPTED, 1),), new_inc=phone.log.current_inc()
    )
    with pytest.raises(StoreError):  # an incarnation that is there already cannot begin again
        phone.log.apply(again)
    assert phone.log.count_pending() == 1


def test_a_batch_settled_draws_each_place_once(tmp_path: Path) -> None:
    """The screens' next tap waits for this commit: 500 visits of one street held it up for 10 s."""
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    for _ in range(30):
        phone.clock.pass_time(1_000)
        record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(1), Outcome.COMPLETED))
    log = phone.log
    results = tuple(OpResult(op.id, OpStatus.ACCEPTED) for op in log.pending_run(500, 10**9))
    statements: list[str] = []
    phone.store.connection.set_trace_callback(statements.append)
    log.apply(Effects(settled=results, settled_ms=START_MS))
    assert len(results) == 30
    assert sum(one.startswith("delete from mark") for one in statements) == 1
