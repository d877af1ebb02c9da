"""A squad takes its answer to a return back, or gives another: what waits again, what devices hear, what is judged."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.answer_return import answer_return_by_hand
from server.actions.judge_report import NewReport, make_report
from server.actions.open_unfinished import open_unfinished
from server.actions.verify_verdicts import verify_verdicts
from sync.exchange import Change
from sync.ops import (
    CapturedTime,
    Op,
    Retraction,
    ReturnAnswered,
    ShiftEnded,
    entity_of_return,
)
from sync.pack import PackReturn
from sync.packs import decode_return
from sync.words import ClockQuality, OpKind, Outcome, Reason, ReturnOutcome, WhyTakenBack
from tests.server.handset import Handset
from tests.server.round_book import NOW, NOW_MS, ON, UPRNS

pytestmark = pytest.mark.db
Make = Callable[..., Handset]
RETURNED, FAILED = ReturnOutcome.RETURNED, ReturnOutcome.RETURN_FAILED


def change_at(handset: Handset) -> Change:
    (change,) = [c for (kind, _), c in handset.log.mirror.items() if kind == "return"]
    return change


def told(handset: Handset) -> PackReturn:
    return decode_return(change_at(handset).body)


def block(handset: Handset) -> str:
    """A street is blocked; the return that is asked for."""
    handset.sync()
    handset.visit(outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES)
    handset.sync()
    return change_at(handset).ent


def answer(handset: Handset, return_id: str, outcome: ReturnOutcome, minute: int = 1) -> Op:
    """Answer it so many minutes after the server's time, which stands still."""
    data, ms = ReturnAnswered(return_id, outcome), minute * 60_000
    time = CapturedTime(NOW_MS + ms, ms, "boot-1", NOW_MS + ms, ClockQuality.ANCHORED)
    ent = entity_of_return(return_id)
    return handset.record(data, kind=OpKind.RETURN_ANSWERED, ent=ent, time=time)


def take_back(handset: Handset, op: Op) -> Op:
    data = Retraction(op.id, WhyTakenBack.MISTAPPED)
    return handset.record(data, kind=OpKind.RETRACTION, v=2, ent=op.ent)


def state(book: Session) -> tuple[str | None, str | None, bool]:
    """What the return shows, and whether its incident is open."""
    row = book.execute(
        text(
            'select r.outcome, r.answered_by::text, i.closed_at is null from "return" r '
            "join incident i on i.id = r.incident where r.cancelled_at is null order by r.made_at limit 1"
        )
    ).one()
    return row[0], row[1], row[2]


def test_an_answer_taken_back_makes_the_return_wait_again_everywhere(
    make_handset: Make, book: Session
) -> None:
    one, other, helping = (make_handset(*who) for who in (("S1", 1), ("S1", 2), ("S2", 3)))
    for handset in (one, other, helping):
        handset.sync()
    return_id = block(one)
    one.record(ShiftEnded("R1", ON, 0, 0, "0" * 16, handed_over_to="S2"))
    one.sync()
    helping.sync()
    op = answer(one, return_id, RETURNED)
    one.sync()
    other.sync()
    helping.sync()
    assert told(other).answered_by == op.id
    assert told(helping).outcome is RETURNED
    assert told(helping).answered_by is None, "it is not theirs to take back"
    assert state(book) == ("returned", op.id, False)

    gone = take_back(other, op)
    other.sync()
    assert other.status_of(gone) == "accepted"
    assert state(book) == (None, None, True)
    one.sync()
    helping.sync()
    assert told(one).outcome is None
    assert change_at(helping).body is None, "it was never asked to go"


def test_undo_and_another_answer_in_one_exchange_leave_the_other(
    make_handset: Make, book: Session
) -> None:
    one = make_handset()
    return_id = block(one)
    first = answer(one, return_id, RETURNED)
    take_back(one, first)
    second = answer(one, return_id, FAILED)
    one.sync()
    assert state(book) == ("return_failed", second.id, True)
    assert told(one).outcome is FAILED


def test_a_corrected_answer_opens_what_the_wrong_one_had_closed(
    make_handset: Make, book: Session
) -> None:
    one = make_handset()
    return_id = block(one)
    first = answer(one, return_id, RETURNED)
    one.sync()
    assert state(book) == ("returned", first.id, False)
    take_back(one, first)
    second = answer(one, return_id, FAILED)
    one.sync()
    assert state(book) == ("return_failed", second.id, True)
    third = answer(one, return_id, RETURNED)
    take_back(one, second)
    one.sync()
    assert state(book) == ("returned", third.id, False)
    take_back(one, third)
    one.sync()
    assert state(book) == (None, None, True)
    changes = book.execute(text("select count(*) from change where kind = 'return'")).scalar_one()
    assert changes == 5, "asked, and each answer or its end, told once"


def test_an_answer_that_stands_after_all_is_told_again(make_handset: Make, book: Session) -> None:
    """Two phones answered: the later counts; where that is taken back, the earlier does."""
    one, other = make_handset(seed=1), make_handset(seed=2)
    return_id = block(one)
    other.sync()
    early = answer(one, return_id, FAILED)
    one.sync()
    late = answer(other, return_id, RETURNED, 5)
    other.sync()
    assert state(book) == ("returned", late.id, False)
    take_back(other, late)
    other.sync()
    one.sync()
    assert state(book) == ("return_failed", early.id, True)
    assert (told(one).outcome, told(one).answered_by) == (FAILED, early.id)


@pytest.mark.parametrize("order", ["answer first", "retraction first"])
def test_in_whatever_order_they_come_it_ends_the_same(
    make_handset: Make, book: Session, order: str
) -> None:
    """A server restored from a backup may get the retraction of the second phone before the first one's answer."""
    one, other = make_handset(seed=1), make_handset(seed=2)
    return_id = block(one)
    other.sync()
    op = answer(one, return_id, RETURNED)
    take_back(other, op)
    right = answer(other, return_id, FAILED)
    for handset in (one, other) if order == "answer first" else (other, one):
        handset.sync()
    assert state(book) == ("return_failed", right.id, True)
    kept = book.execute(text("select count(*), count(retracted_by) from return_answer")).one()
    assert tuple(kept) == (2, 1)


def test_another_squad_cannot_take_an_answer_back(make_handset: Make, book: Session) -> None:
    one, other = make_handset("S1", 1), make_handset("S2", 2)
    return_id = block(one)
    op = answer(one, return_id, RETURNED)
    one.sync()
    gone = take_back(other, op)
    other.sync()
    assert other.reason_of(gone) == "not_your_operation"
    early = make_handset("S2", 3)
    again = answer(one, return_id, FAILED, 2)
    take_back(early, again)
    early.sync()
    one.sync()
    assert state(book)[0] == "return_failed", "nor before it has come"


def test_what_was_sent_again_changes_nothing(make_handset: Make, book: Session) -> None:
    one = make_handset()
    return_id = block(one)
    op = answer(one, return_id, RETURNED)
    one.sync()
    gone = take_back(one, op)
    one.sync()
    counts = text("select (select count(*) from change), (select count(*) from return_answer)")
    before = tuple(book.execute(counts).one())
    assert one.post(op, gone).status == 200
    assert tuple(book.execute(counts).one()) == before


def test_a_report_is_judged_again_and_the_past_stays_as_it_was_known(
    make_handset: Make, book: Session, app: Flask
) -> None:
    """Who reports again after the squad said it went back is right; it did not, and they say what they said before."""
    one = make_handset()
    return_id = block(one)
    early = NOW + timedelta(minutes=5)
    make_report(book, NewReport("refuse", early, uprn=UPRNS[0]), early)
    op = answer(one, return_id, RETURNED, 10)
    one.sync()
    later = NOW + timedelta(minutes=30)
    made = make_report(book, NewReport("refuse", later, uprn=UPRNS[0]), later)
    book.commit()
    words = text("select verdict from verdict where report = :id order by id")
    app.config["CLOCK"] = lambda: later + timedelta(minutes=1)
    take_back(one, op)
    one.sync()
    answers = book.execute(words, {"id": made.report_id}).scalars().all()
    assert answers == ["confirmed_missed", "duplicate"]
    assert not verify_verdicts(book, later + timedelta(minutes=2), lambda *_: None).differences


def test_a_second_return_is_not_waited_for_when_the_first_was_made_after_all(
    make_handset: Make, book: Session
) -> None:
    one = make_handset()
    return_id = block(one)
    wrong = answer(one, return_id, FAILED)
    one.sync()
    book.execute(
        text(
            'insert into "return" (id, incident, round_id, on_date, usrn, squad, made_at, due_at) '
            'select gen_random_uuid(), incident, round_id, on_date, usrn, squad, :now, due_at from "return"'
        ),
        {"now": NOW},
    )
    book.commit()
    take_back(one, wrong)
    answer(one, return_id, RETURNED)
    one.sync()
    left = book.execute(
        text('select count(*) from "return" where answered_at is null and cancelled_at is null')
    ).scalar_one()
    assert left == 0
    assert open_unfinished(book, NOW) == 0


def test_what_a_manager_noted_stays_when_a_squads_later_word_is_taken_back(
    make_handset: Make, book: Session
) -> None:
    one = make_handset()
    return_id = block(one)
    answer_return_by_hand(book, UUID(return_id), RETURNED, NOW, None)
    book.commit()
    op = answer(one, return_id, FAILED)
    one.sync()
    assert state(book)[0] == "return_failed", "the later word"
    take_back(one, op)
    one.sync()
    assert state(book) == ("returned", None, False)
