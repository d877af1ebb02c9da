"""What the feed tells the phone besides marks, and what the phone lets go of after thirty days."""

from dataclasses import replace
from pathlib import Path

import pytest

from crew_app.presenters.recording import record_visit
from crew_app.store.journal import list_ids
from crew_app.store.opening import open_store
from crew_app.store.returns import list_messages, list_returns
from crew_app.store.sending import count_ops, list_refused
from sync.device_log import Effects
from sync.exchange import Change, OpResult
from sync.ops import Op, Visit
from sync.pack import PackMessage, PackReturn
from sync.packs import encode_message, encode_resolved, encode_return
from sync.words import OpStatus, Outcome, Reason, ReturnOutcome
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import DAY, ROUND_ID, START_MS, make_pack, usrn_of

DAY_MS = 86_400_000
ASKED = PackReturn("r1", usrn_of(1), "Alder Walk", "parked_vehicles", START_MS, ROUND_ID, DAY)


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    return phone


def record(phone: Phone, position: int = 1) -> Op:
    phone.clock.pass_time(1_000)
    return record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(position), Outcome.COMPLETED))


def settle(phone: Phone, op: Op, status: OpStatus, at_ms: int = START_MS) -> None:
    phone.log.apply(Effects(settled=(OpResult(op.id, status),), settled_ms=at_ms))


def hear(phone: Phone, *changes: Change) -> None:
    phone.log.apply(Effects(feed=changes))


def resolved(op: Op, status: OpStatus, reason: str | None = None) -> Change:
    body = encode_resolved(OpResult(op.id, status, reason=reason))
    return Change(9, "op.resolved", op.id, None, body)


def is_shown(phone: Phone, op: Op) -> bool:
    row = phone.store.connection.execute(
        "select op_id from mark where ent = ?", (op.ent,)
    ).fetchone()
    return row is not None and row["op_id"] == op.id


def test_an_operation_held_back_is_settled_by_the_feed(phone: Phone) -> None:
    op = record(phone)
    settle(phone, op, OpStatus.QUARANTINED)
    assert count_ops(phone.store).quarantined == 1
    hear(phone, resolved(op, OpStatus.ACCEPTED))
    counts = count_ops(phone.store)
    assert (counts.quarantined, counts.acked) == (0, 1)
    assert is_shown(phone, op)


def test_a_dismissed_operation_is_shown_no_more_and_listed_with_why(phone: Phone) -> None:
    op = record(phone)
    settle(phone, op, OpStatus.QUARANTINED)
    hear(phone, resolved(op, OpStatus.REJECTED, "dismissed"))
    assert not is_shown(phone, op)
    (refused,) = list_refused(phone.store)
    assert (refused.op.id, refused.reason) == (op.id, "dismissed")


def test_what_the_feed_did_not_tell_comes_with_the_pack(phone: Phone) -> None:
    held, waiting = record(phone, 1), record(phone, 2)
    settle(phone, held, OpStatus.QUARANTINED)
    decided = OpResult(held.id, OpStatus.REJECTED, reason="dismissed")
    told = (decided, OpResult(waiting.id, OpStatus.REJECTED))
    phone.take_pack(replace(make_pack(), resolved=told))
    counts = count_ops(phone.store)
    assert (counts.quarantined, counts.rejected, counts.pending) == (0, 1, 1)
    assert not is_shown(phone, held)
    (refused,) = list_refused(phone.store)
    assert refused.reason == "dismissed"


def test_one_that_waits_or_is_accepted_already_is_left_alone(phone: Phone) -> None:
    waiting, done = record(phone, 1), record(phone, 2)
    settle(phone, done, OpStatus.ACCEPTED)
    hear(phone, resolved(waiting, OpStatus.REJECTED), resolved(done, OpStatus.REJECTED))
    counts = count_ops(phone.store)
    assert (counts.pending, counts.acked, counts.rejected) == (1, 1, 0)


def test_a_word_nobody_knows_yet_is_passed_over(phone: Phone) -> None:
    op = record(phone)
    settle(phone, op, OpStatus.QUARANTINED)
    hear(phone, Change(9, "op.resolved", op.id, None, {"id": op.id, "status": "sung"}))
    assert count_ops(phone.store).quarantined == 1


def test_a_return_comes_is_answered_and_goes(phone: Phone) -> None:
    hear(phone, Change(1, "return", "r1", None, encode_return(ASKED)))
    assert list_returns(phone.store) == (ASKED,)
    answered = PackReturn(
        "r1",
        ASKED.usrn,
        ASKED.address,
        ASKED.why,
        ASKED.due_ms,
        ROUND_ID,
        DAY,
        outcome=ReturnOutcome.RETURN_FAILED,
        answered_ms=START_MS,
        answer_reason=Reason.PARKED_VEHICLES,
    )
    hear(phone, Change(2, "return", "r1", None, encode_return(answered)))
    assert list_returns(phone.store) == (answered,)
    hear(phone, Change(3, "return", "r1", None, None))
    assert list_returns(phone.store) == ()


def test_a_message_comes_and_goes(phone: Phone) -> None:
    told = PackMessage("m1", "Ice on the hills", START_MS, needs_reading=True)
    hear(phone, Change(1, "message", "m1", None, encode_message(told)))
    assert list_messages(phone.store) == (told,)
    hear(phone, Change(2, "message", "m1", None, None))
    assert list_messages(phone.store) == ()


def test_after_thirty_days_settled_operations_go_and_their_second_copy_with_them(
    phone: Phone,
) -> None:
    old = record(phone, 1)
    settle(phone, old, OpStatus.ACCEPTED)
    phone.store.close()
    phone = make_phone(phone.folder, clock=phone.clock)  # each start begins a new piece
    phone.clock.pass_time(31 * DAY_MS)
    new = record(phone, 2)
    now_ms = phone.clock.read().wall_ms
    phone.log.apply(Effects(forget_before_ms=now_ms - 30 * DAY_MS))
    assert count_ops(phone.store).all == 1
    assert list_ids(phone.folder) == {new.id}


def test_the_second_copy_of_what_waits_stays_however_old_it_is(phone: Phone) -> None:
    settled, waiting = record(phone, 1), record(phone, 2)
    settle(phone, settled, OpStatus.ACCEPTED)
    phone.store.close()
    phone = make_phone(phone.folder, clock=phone.clock)  # each start begins a new piece
    phone.clock.pass_time(60 * DAY_MS)
    phone.log.apply(Effects(forget_before_ms=phone.clock.read().wall_ms - 30 * DAY_MS))
    assert waiting.id in list_ids(phone.folder)
    phone.store.close()
    again = open_store(phone.folder, phone.folder / "no-backup", lambda: "unused")
    assert count_ops(again.store).pending == 1
