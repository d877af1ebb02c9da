"""What a device's log promises, for every implementation: subclass `DeviceLogContract` and make the log in `make`.

class TestMyLog(DeviceLogContract):
    def make(self, inc: str) -> Recording: ...
"""

import random
from datetime import date
from typing import Protocol

from sync.clock import Anchor
from sync.device_log import DeviceLog, Effects, Requeue
from sync.digest import EMPTY_DIGEST, digest_of
from sync.exchange import Change, OpResult
from sync.ids import uuid7
from sync.op_json import body_of
from sync.ops import Op
from sync.pack import Pack
from sync.words import OpStatus
from tests.sync.make import MORNING_MS, make_op, make_visit

FIRST, SECOND, THIRD, FOURTH = (uuid7(MORNING_MS, bytes([part]) * 10) for part in (1, 2, 3, 4))
PLENTY = 1 << 20


class Recording(DeviceLog, Protocol):
    """A log that operations can be put into."""

    def record(self, op: Op) -> int:
        """Append a sealed operation; gives its seq."""


def pack_with(cursor: str) -> Pack:
    return Pack("Testford", "Europe/London", "S1", "Squad One", 0, cursor)


class DeviceLogContract:
    """The promises, one a test."""

    def make(self, inc: str) -> Recording:
        """An empty log whose current incarnation is `inc`."""
        raise NotImplementedError

    def filled(self, count: int) -> tuple[Recording, list[Op]]:
        rng = random.Random(3)
        log = self.make(FIRST)
        ops = [make_op(make_visit(usrn=str(10_000_000 + n)), rng=rng) for n in range(count)]
        for op in ops:
            log.record(op)
        return log, ops

    def settle(self, log: Recording, *ops: Op, at_ms: int = 0) -> None:
        results = tuple(OpResult(op.id, OpStatus.ACCEPTED, n) for n, op in enumerate(ops, 1))
        log.apply(Effects(settled=results, settled_ms=at_ms))

    def test_an_empty_log(self) -> None:
        log = self.make(FIRST)
        assert log.current_inc() == FIRST
        assert log.incarnations() == (FIRST,)
        assert (log.last_seq(), log.count_pending(), log.pending_run(5, PLENTY)) == (0, 0, ())
        assert log.digest_at(FIRST, 0) == EMPTY_DIGEST
        assert log.digest_at(FIRST, 1) is None
        assert log.digest_at(SECOND, 0) is None
        assert (log.cursor(), log.pack_on(), log.anchor()) == (None, None, None)

    def test_operations_are_numbered_without_gaps_and_wait_in_order(self) -> None:
        log, ops = self.filled(3)
        assert [(op.seq, op.id, op.body, op.h) for op in log.pending_run(9, PLENTY)] == [
            (seq, op.id, body_of(op), op.h) for seq, op in enumerate(ops, 1)
        ]
        assert log.last_seq() == log.count_pending() == 3

    def test_a_run_is_limited_in_number_and_size_but_never_empty(self) -> None:
        log, ops = self.filled(3)
        assert [op.seq for op in log.pending_run(2, PLENTY)] == [1, 2]
        assert [op.seq for op in log.pending_run(9, len(body_of(ops[0])) + 5)] == [1]
        assert [op.seq for op in log.pending_run(9, 1)] == [1]

    def test_settled_operations_leave_the_queue_by_name_alone(self) -> None:
        log, ops = self.filled(3)
        self.settle(log, ops[1])
        assert [op.seq for op in log.pending_run(9, PLENTY)] == [1], "a run has no gap"
        assert log.count_pending() == 2
        assert log.settled_through(FIRST) > 1
        assert log.settled_through(FIRST) <= 2

    def test_an_answer_for_what_is_not_held_or_settled_already_changes_nothing(self) -> None:
        log, ops = self.filled(1)
        self.settle(log, ops[0], make_op())
        self.settle(log, ops[0])
        assert log.count_pending() == 0

    def test_digests_are_over_the_ids_in_order(self) -> None:
        log, ops = self.filled(3)
        ids = [op.id for op in ops]
        assert [log.digest_at(FIRST, seq) for seq in range(5)] == [
            *(digest_of(ids[:seq]) for seq in range(4)),
            None,
        ]

    def test_what_the_server_lost_waits_again_under_its_old_number(self) -> None:
        log, ops = self.filled(3)
        self.settle(log, *ops)
        log.apply(Effects(requeued=(Requeue(FIRST, 1),)))
        assert [(op.seq, op.id) for op in log.pending_run(9, PLENTY)] == [
            (2, ops[1].id),
            (3, ops[2].id),
        ]
        assert log.digest_at(FIRST, 3) == digest_of(op.id for op in ops)

    def test_a_new_incarnation_takes_what_waits_and_leaves_what_is_settled(self) -> None:
        log, ops = self.filled(4)
        self.settle(log, *ops[:2])
        log.apply(Effects(new_inc=SECOND))
        assert log.current_inc() == SECOND
        assert log.incarnations() == (FIRST, SECOND)
        assert [(op.seq, op.id) for op in log.pending_run(9, PLENTY)] == [
            (1, ops[2].id),
            (2, ops[3].id),
        ]
        assert log.digest_at(SECOND, 2) == digest_of([ops[2].id, ops[3].id])
        assert log.digest_at(FIRST, 4) == digest_of(op.id for op in ops), "the old log is as it was"

    def test_a_disputed_incarnation_is_sent_again_whole_and_never_compared_again(self) -> None:
        log, ops = self.filled(3)
        self.settle(log, *ops)
        log.apply(Effects(disputed=(FIRST,), new_inc=SECOND))
        assert log.incarnations() == (SECOND,)
        assert [op.id for op in log.pending_run(9, PLENTY)] == [op.id for op in ops]
        assert log.count_pending() == 3

    def test_what_was_lost_of_an_older_incarnation_joins_the_current_one(self) -> None:
        log, ops = self.filled(3)
        self.settle(log, *ops)
        log.apply(Effects(new_inc=SECOND))
        newer = make_op(rng=random.Random(9))
        log.record(newer)
        log.apply(Effects(requeued=(Requeue(FIRST, 2),)))
        assert [(op.seq, op.id) for op in log.pending_run(9, PLENTY)] == [
            (1, newer.id),
            (2, ops[2].id),
        ]
        assert log.settled_through(FIRST) <= 2

    def test_moving_twice_keeps_the_order(self) -> None:
        log, ops = self.filled(3)
        log.apply(Effects(new_inc=SECOND))
        log.apply(Effects(new_inc=THIRD))
        assert [op.id for op in log.pending_run(9, PLENTY)] == [op.id for op in ops]
        assert log.incarnations() == (THIRD,)

    def test_what_moves_keeps_the_order_of_capture_whatever_it_moved_through(self) -> None:
        log, ops = self.filled(1)
        self.settle(log, *ops)
        log.apply(Effects(new_inc=SECOND))
        newer = make_op(rng=random.Random(9))
        log.record(newer)
        self.settle(log, newer)
        log.apply(Effects(requeued=(Requeue(FIRST, 0),), new_inc=THIRD))
        self.settle(log, *ops)
        lost = (Requeue(SECOND, 0), Requeue(THIRD, 0))
        log.apply(Effects(requeued=lost, new_inc=FOURTH))
        assert [op.id for op in log.pending_run(9, PLENTY)] == [ops[0].id, newer.id]

    def test_settling_and_disputing_in_one_answer_sends_again(self) -> None:
        log, ops = self.filled(1)
        result = OpResult(ops[0].id, OpStatus.ACCEPTED, 1)
        log.apply(Effects(settled=(result,), disputed=(FIRST,), new_inc=SECOND))
        assert [op.id for op in log.pending_run(9, PLENTY)] == [ops[0].id]

    def test_old_settled_operations_go_from_the_oldest_on(self) -> None:
        log, ops = self.filled(5)
        self.settle(log, *ops[:2], at_ms=1_000)
        self.settle(log, ops[3], at_ms=1_000)
        log.apply(Effects(forget_before_ms=5_000))
        assert log.digest_at(FIRST, 1) is None, "forgotten"
        assert log.digest_at(FIRST, 2) == digest_of(op.id for op in ops[:2])
        assert log.digest_at(FIRST, 5) == digest_of(op.id for op in ops)
        assert [op.seq for op in log.pending_run(9, PLENTY)] == [3]
        assert log.settled_through(FIRST) > 2, "the fourth stays while the third waits"

    def test_young_settled_operations_stay(self) -> None:
        log, ops = self.filled(2)
        self.settle(log, *ops, at_ms=9_000)
        log.apply(Effects(forget_before_ms=5_000))
        assert log.digest_at(FIRST, 1) == digest_of([ops[0].id])
        assert log.settled_through(FIRST) > 0

    def test_numbering_goes_on_after_everything_was_forgotten(self) -> None:
        log, ops = self.filled(2)
        self.settle(log, *ops, at_ms=1_000)
        log.apply(Effects(forget_before_ms=5_000))
        after = make_op(rng=random.Random(9))
        assert log.record(after) == 3
        assert log.digest_at(FIRST, 3) == digest_of([*(op.id for op in ops), after.id])
        assert log.incarnations() == (FIRST,)

    def test_a_pack_brings_its_cursor_and_touches_no_operation(self) -> None:
        log, _ = self.filled(2)
        log.apply(Effects(pack=pack_with("one"), pack_on=date(2026, 5, 4)))
        assert (log.cursor(), log.pack_on()) == ("one", date(2026, 5, 4))
        assert log.count_pending() == 2

    def test_changes_bring_their_cursor(self) -> None:
        log, _ = self.filled(1)
        log.apply(Effects(pack=pack_with("one"), pack_on=date(2026, 5, 4)))
        log.apply(Effects(feed=(Change(1, "shift", "R1@2026-05-04"),), cursor="two"))
        assert log.cursor() == "two"
        log.apply(Effects())
        assert log.cursor() == "two"

    def test_the_anchor_is_kept(self) -> None:
        log = self.make(FIRST)
        anchor = Anchor(5, 6, 7, "boot", 8)
        log.apply(Effects(anchor=anchor))
        log.apply(Effects())
        assert log.anchor() == anchor
