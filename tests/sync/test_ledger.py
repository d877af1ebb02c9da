"""What the server makes of a batch, and through when it has heard a device: pure decisions."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.digest import digest_of
from sync.exchange import ExchangeHead, OpResult, SentAt, SentOp, sent_op
from sync.ids import uuid7
from sync.ledger import (
    GAP,
    SEQ_REUSED,
    KnownOp,
    LogState,
    Run,
    decide_run,
    follows_on,
    heard_through_ms,
    is_manifest_met,
)
from sync.wire import body_of
from sync.words import ClockQuality, OpStatus
from tests.sync.make import MORNING_MS, make_op

RNG = random.Random(8)
OPS = tuple(sent_op(seq, body_of(make_op(rng=RNG))) for seq in range(1, 6))
IDS = [op.id for op in OPS]


def known(*ops: SentOp) -> dict[str, KnownOp]:
    return {op.id: KnownOp(op.h, OpResult(op.id, OpStatus.ACCEPTED, op.seq)) for op in ops}


def held(count: int) -> LogState:
    return LogState(count, digest_of(IDS[:count]))


def decided(ops: tuple[SentOp, ...], log: LogState, there: dict[str, KnownOp]) -> Run:
    run = decide_run(ops, log, there)
    assert isinstance(run, Run)
    return run


def test_a_run_of_a_copy_does_not_follow_on_what_the_device_itself_sent() -> None:
    inc = uuid7(MORNING_MS, bytes(10))
    head = ExchangeHead(1, inc, "test", 3, 0, SentAt(MORNING_MS, ClockQuality.ANCHORED))
    log, after = held(2), OPS[2:3]
    assert follows_on(replace(head, before=digest_of(IDS[:2])), after, log)
    assert not follows_on(replace(head, before=digest_of([IDS[0], IDS[4]])), after, log)
    assert follows_on(head, after, log), "a client that does not say is believed"
    assert follows_on(replace(head, before=digest_of([])), OPS[:1], log), "known by its id"


def test_a_fresh_run_is_taken_in_order_and_advances_the_log() -> None:
    run = decided(OPS[:3], LogState(), {})
    assert run.fresh == OPS[:3]
    assert run.log == held(3)
    assert run.digests == {IDS[n]: digest_of(IDS[:n]) for n in range(3)}


def test_a_run_that_overlaps_is_answered_where_it_is_known() -> None:
    run = decided(OPS[:4], held(2), known(*OPS[:2]))
    assert run.fresh == OPS[2:4]
    assert run.answered == {op.id: OpResult(op.id, OpStatus.ACCEPTED, op.seq) for op in OPS[:2]}
    assert run.log == held(4)


@pytest.mark.parametrize(
    "ops",
    [OPS[3:], (OPS[0], OPS[2]), (OPS[0]._replace(seq=0),), (OPS[1], OPS[0])],
    ids=["beyond", "hole", "nought", "backwards"],
)
def test_what_is_no_run_from_where_we_are_is_a_gap(ops: tuple[SentOp, ...]) -> None:
    assert decide_run(ops, held(2), known(*OPS[:2])) == GAP


def test_a_number_that_another_operation_has_is_reused() -> None:
    stranger = sent_op(2, body_of(make_op(rng=RNG)))
    assert decide_run((OPS[0], stranger), held(2), known(*OPS[:2])) == SEQ_REUSED


def test_other_content_under_a_known_id_is_rejected_and_still_advances() -> None:
    forged = OPS[0]._replace(h="0" * 16)
    run = decided((forged, OPS[1]), LogState(), known(OPS[0]))
    assert run.answered[forged.id] == OpResult(
        forged.id, OpStatus.REJECTED, reason="content_changed"
    )
    assert (run.changed, run.fresh, run.log) == ((forged,), (OPS[1],), held(2))


def test_operations_known_from_another_incarnation_advance_this_one() -> None:
    run = decided(OPS[:2], LogState(), known(*OPS[:2]))
    assert (run.fresh, run.log) == ((), held(2))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_any_order_loss_and_repeat_of_batches_keeps_each_operation_once(
    cuts: list[tuple[int, int]],
) -> None:
    log, taken = LogState(), list[str]()
    there: dict[str, KnownOp] = {}
    for first, last in [*cuts, (0, 5)]:
        ops = OPS[min(first, last) : max(first, last)]
        run = decide_run(ops, log, {i: k for i, k in there.items() if i in {op.id for op in ops}})
        if run == GAP:
            run = decided(OPS[log.have :], log, {})  # the device goes back to where we are
        assert isinstance(run, Run)
        taken += [op.id for op in run.fresh]
        there |= known(*run.fresh)
        log = run.log
    assert taken == IDS
    assert log == held(5)


def head(**changes: object) -> ExchangeHead:
    made = ExchangeHead(
        proto=1,
        inc=uuid7(1, b"i" * 10),
        app="t",
        last_seq=5,
        pending_after=0,
        sent=SentAt(MORNING_MS, ClockQuality.ANCHORED),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test's shorthand


NOW_MS = MORNING_MS + 60_000
RAW, OFFSET, ANCHORED = ClockQuality.RAW, ClockQuality.OFFSET, ClockQuality.ANCHORED
LAST = SentAt(7, ANCHORED)
AHEAD_MS = NOW_MS + 5 * 3_600_000
HEARD = {
    "nothing left: the time of sending": (head(), held(5), LAST, MORNING_MS),
    "a little ahead is held to our own": (
        head(sent=SentAt(NOW_MS + 1, ANCHORED)),
        held(5),
        None,
        NOW_MS,
    ),
    "something left: the last operation": (head(pending_after=3, last_seq=8), held(5), LAST, 7),
    "something left and nothing sent": (head(pending_after=3, last_seq=8), held(5), None, None),
    "we lost some: what it says of itself is not enough": (head(), held(3), LAST, 7),
    "a raw clock in the past": (head(sent=SentAt(5, RAW)), held(5), None, 5),
    "a raw clock ahead tells nothing": (head(sent=SentAt(NOW_MS + 1, RAW)), held(5), None, None),
    "an old offset ahead tells nothing": (head(sent=SentAt(AHEAD_MS, OFFSET)), held(5), None, None),
    "the last operation by a raw clock ahead tells nothing": (
        head(pending_after=3, last_seq=8),
        held(5),
        SentAt(AHEAD_MS, RAW),
        None,
    ),
    "the last operation by a raw clock: what is left may have an earlier time": (
        head(pending_after=3, last_seq=8),
        held(5),
        SentAt(7, RAW),
        None,
    ),
}


@pytest.mark.parametrize(("said", "log", "last", "wanted"), HEARD.values(), ids=HEARD)
def test_heard_through(
    said: ExchangeHead, log: LogState, last: SentAt | None, wanted: int | None
) -> None:
    assert heard_through_ms(said, log, last, NOW_MS) == wanted


def test_a_manifest_is_met_by_the_digest_just_before_it() -> None:
    digest = digest_of(IDS[:3])
    assert is_manifest_met(3, digest, 4, digest)
    assert not is_manifest_met(2, digest, 4, digest)
    assert not is_manifest_met(3, "0" * 16, 4, digest)
    assert not is_manifest_met(3, digest, 4, None)


def test_a_clone_that_was_taken_in_elsewhere_is_noticed_where_it_collides() -> None:
    stranger = OPS[4]._replace(seq=2)
    run = (stranger, OPS[3]._replace(seq=3))
    there = known(*OPS[:2], OPS[4])
    assert isinstance(decide_run(run, held(2), there), Run)
    assert decide_run(run, held(2), there, {1: IDS[0], 2: IDS[1]}) == SEQ_REUSED
    assert isinstance(decide_run(OPS[:3], held(2), there, {1: IDS[0], 2: IDS[1]}), Run)
