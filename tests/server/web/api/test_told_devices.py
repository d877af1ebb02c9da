"""What devices hear of by the feed though it is no operation: returns, messages; and how long the feed is kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.do_due_work import CHANGES_KEPT, do_due_work
from server.actions.see_messages import see_messages
from server.actions.send_message import NewMessage, send_message, withdraw_message
from server.actions.tell_devices import tell_devices
from server.core.problems import Problem
from server.db.changes import prune_changes
from sync.exchange import Change
from sync.ops import MessageRead, ReturnAnswered, ShiftEnded
from sync.packs import decode_message, decode_return
from sync.words import OpKind, Outcome, Reason, ReturnOutcome
from tests.server.handset import Handset
from tests.server.round_book import NOW, ON, STREETS

pytestmark = pytest.mark.db
Make = Callable[..., Handset]


def returns_at(handset: Handset) -> list[Change]:
    return [change for (kind, _), change in handset.log.mirror.items() if kind == "return"]


def block(handset: Handset) -> None:
    handset.visit(outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES)
    handset.sync()


def answer(handset: Handset, return_id: str, outcome: ReturnOutcome) -> None:
    data = ReturnAnswered(return_id, outcome)
    handset.record(data, kind=OpKind.RETURN_ANSWERED, ent=return_id)
    handset.sync()


def test_a_return_that_is_made_reaches_the_squads_devices_by_the_feed(make_handset: Make) -> None:
    one, other = make_handset(seed=1), make_handset(seed=2)
    other.sync()
    block(one)
    other.sync()
    (change,) = returns_at(other)
    told = decode_return(change.body)
    assert (told.usrn, told.on, told.outcome) == (STREETS[0], ON, None)
    assert told.reason is Reason.PARKED_VEHICLES


def test_an_answered_return_shows_its_outcome_to_everyone_concerned(make_handset: Make) -> None:
    one, other, helping = (make_handset(*who) for who in (("S1", 1), ("S1", 2), ("S2", 3)))
    for handset in (one, other, helping):
        handset.sync()
    block(one)
    one.record(ShiftEnded("R1", ON, 0, 0, "0" * 16, handed_over_to="S2"))
    one.sync()
    helping.sync()
    (change,) = returns_at(one)
    answer(one, change.ent, ReturnOutcome.RETURNED)
    other.sync()
    helping.sync()
    for handset in (one, other, helping):
        (change,) = returns_at(handset)
        told = decode_return(change.body)
        assert told.outcome is ReturnOutcome.RETURNED
        assert told.answered_ms is not None


def test_a_new_device_finds_the_outcome_in_its_pack(make_handset: Make) -> None:
    one = make_handset(seed=1)
    one.sync()
    block(one)
    (change,) = returns_at(one)
    answer(one, change.ent, ReturnOutcome.RETURN_FAILED)
    late = make_handset(seed=2)
    late.sync()
    assert late.log.pack is not None
    outcomes = {told.outcome for told in late.log.pack.returns}
    assert ReturnOutcome.RETURN_FAILED in outcomes


def test_a_cancelled_return_goes_away(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    handset.sync()
    block(handset)
    book.execute(text('update "return" set cancelled_at = :now'), {"now": NOW})
    assert tell_devices(book, NOW) == 1
    book.commit()
    handset.sync()
    (change,) = returns_at(handset)
    assert change.body is None
    assert tell_devices(book, NOW) == 0, "told once"


def test_history_that_was_brought_in_is_not_told(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    handset.sync()
    block(handset)
    long_ago = NOW - timedelta(days=20)
    book.execute(
        text("update \"return\" set told = null, answered_at = :at, outcome = 'returned'"),
        {"at": long_ago},
    )
    assert tell_devices(book, NOW) == 0


def test_a_message_comes_and_goes(make_handset: Make, book: Session) -> None:
    one, other = make_handset("S1", 1), make_handset("S2", 2)
    one.sync()
    other.sync()
    to_one = send_message(
        book, NewMessage("The tip is  closed", "mo", "S1", needs_reading=True), NOW
    )
    to_all = send_message(book, NewMessage("Ice on the hills", "mo"), NOW)
    book.commit()
    one.sync()
    other.sync()
    told = decode_message(one.log.mirror["message", to_one].body)
    assert (told.text, told.needs_reading) == ("The tip is closed", True)
    assert ("message", to_one) not in other.log.mirror
    assert decode_message(other.log.mirror["message", to_all].body).text == "Ice on the hills"
    withdraw_message(book, to_all, NOW)
    book.commit()
    other.sync()
    assert other.log.mirror["message", to_all].body is None
    with pytest.raises(Problem) as gone:
        withdraw_message(book, to_all, NOW)
    assert gone.value.code == "message.not_there"


def test_a_message_a_handset_has_read_is_seen_as_read(make_handset: Make, book: Session) -> None:
    one, other = make_handset("S1", 1), make_handset("S2", 2)
    sent = send_message(book, NewMessage("Ice on the hills", "mo", needs_reading=True), NOW)
    book.commit()
    one.sync()
    one.record(MessageRead(sent), kind=OpKind.MESSAGE_READ, ent=f"message/{sent}")
    one.sync()
    other.sync()
    (seen,) = see_messages(book, NOW)
    assert [(r.label, r.read_at is not None) for r in seen.reached] == [
        ("handheld 1", True),
        ("handheld 2", False),
    ]
    assert (seen.read, seen.is_shown) == (1, True)


def test_a_pruned_cursor_leads_to_a_new_pack_and_nothing_is_lost(
    make_handset: Make, book: Session, app: Flask
) -> None:
    silent, busy = make_handset(seed=1), make_handset(seed=2)
    silent.sync()
    cursor = silent.log.cursor()
    done = busy.visit(usrn=STREETS[1])
    busy.sync()
    later = NOW + CHANGES_KEPT + timedelta(days=1)
    do_due_work(book, later)
    book.commit()
    assert book.execute(text("select count(*) from change")).scalar_one() == 0
    head, through = book.execute(text("select head, pruned_through from change_stream")).one()
    assert head == through > 0
    silent.sync()
    assert silent.state.trouble is None
    assert silent.log.cursor() != cursor
    assert silent.log.pack is not None
    assert [mark.op_id for mark in silent.log.pack.marks] == [done.id]
    again = busy.visit(usrn=STREETS[2])
    busy.sync()
    silent.sync()
    assert ("mark", again.ent) in silent.log.mirror, "the feed goes on behind what was pruned"


def test_pruning_lets_go_of_the_oldest_only(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    handset.sync()
    for usrn in STREETS:
        handset.visit(usrn=usrn)
    handset.sync()
    assert prune_changes(book, NOW - timedelta(days=1), 100) == 0
    assert prune_changes(book, NOW + timedelta(days=1), 2) == 2
    left = book.execute(text("select n from change order by n")).scalars().all()
    assert left == [3]
    assert prune_changes(book, NOW + timedelta(days=1), 100) == 1
    assert prune_changes(book, NOW + timedelta(days=1), 100) == 0
