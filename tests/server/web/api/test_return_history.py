"""A manager reads every answer to a return in order, also those that were taken back; who, on which device and when."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server.actions.answer_return import answer_return_by_hand
from server.actions.judge_report import NewReport, make_report
from server.db.accounts import NewAccount, add_account
from server.db.policies import ensure_reasons
from server.db.tables import IncidentRow
from sync.ops import CapturedTime, Op, OpData, Retraction, ReturnAnswered, entity_of_return
from sync.words import ClockQuality, OpKind, Outcome, Reason, ReturnOutcome, WhyTakenBack
from tests.server.handset import Handset
from tests.server.round_book import NOW, NOW_MS, ON, STREETS, UPRNS
from tests.server.web.forms import sign_in, words_of
from tests.server.web.town import HASH
from tests.sync.make import make_visit

pytestmark = pytest.mark.db
Make = Callable[..., Handset]
RETURNED, FAILED = ReturnOutcome.RETURNED, ReturnOutcome.RETURN_FAILED


@pytest.fixture
def manager_id(book: Session) -> UUID:
    ensure_reasons(book)
    account = add_account(
        book, NewAccount("mo@testford.example", "Mo Example", "manager", HASH), NOW
    )
    book.commit()
    return account.id


@pytest.fixture
def manager(
    app: Flask, client: FlaskClient, clock: None, fresh_contexts: None, manager_id: UUID
) -> FlaskClient:
    """A manager, signed in, beside the handsets."""
    browser = app.test_client()
    sign_in(browser, "mo@testford.example")
    return browser


def say(handset: Handset, data: OpData, kind: OpKind, ent: str, minute: int) -> Op:
    """Record it so many minutes after the server's time, which is 10:00 in London."""
    ms = minute * 60_000
    time = CapturedTime(NOW_MS + ms, ms, "boot-1", NOW_MS + ms, ClockQuality.ANCHORED)
    v = 2 if kind is OpKind.RETRACTION else 1
    return handset.record(data, kind=kind, ent=ent, time=time, v=v)


def ask_to_go_back(handset: Handset) -> str:
    """A street is blocked; the return that is asked for."""
    handset.sync()
    handset.visit(outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES)
    handset.sync()
    (change,) = [c for (kind, _), c in handset.log.mirror.items() if kind == "return"]
    return change.ent


def answer(
    handset: Handset,
    return_id: str,
    outcome: ReturnOutcome,
    minute: int,
    reason: Reason | None = None,
) -> Op:
    data = ReturnAnswered(return_id, outcome, reason)
    return say(handset, data, OpKind.RETURN_ANSWERED, entity_of_return(return_id), minute)


def take_back(handset: Handset, op: Op, minute: int) -> Op:
    return say(
        handset, Retraction(op.id, WhyTakenBack.WRONG_PLACE), OpKind.RETRACTION, op.ent, minute
    )


def page_of(book: Session) -> str:
    (incident,) = book.scalars(select(IncidentRow.id))
    return f"/incidents/{incident}"


def history_on(manager: FlaskClient, page: str) -> str:
    """The page's words from the history on."""
    return words_of(manager.get(page)).split("Going back", 1)[1]


def test_an_answer_taken_back_on_the_other_phone_stays_on_the_page_with_who_and_when(
    make_handset: Make, book: Session, app: Flask, manager: FlaskClient
) -> None:
    one, other = make_handset(seed=1), make_handset(seed=2)
    return_id = ask_to_go_back(one)
    other.sync()
    wrong = answer(one, return_id, RETURNED, 10)
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=15)
    one.sync()
    take_back(other, wrong, 20)
    answer(other, return_id, FAILED, 22, Reason.ROAD_CLOSED)
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=40)
    other.sync()

    words = history_on(manager, page_of(book))
    in_order = (
        "10:00 today Squad One was asked to go back by",
        "10:10 today Gone back Squad One, handheld 1 (received 10:15 today) "
        "taken back 10:20 today, handheld 2: it was another place (received 10:40 today)",
        "10:22 today Return failed Road closed Squad One, handheld 2",
    )
    places = [words.find(said) for said in in_order]
    assert -1 not in places, words
    assert places == sorted(places)
    assert "a later answer counts" not in words


def test_with_every_answer_taken_back_the_return_waits_and_says_so(
    make_handset: Make, book: Session, manager: FlaskClient
) -> None:
    one = make_handset()
    return_id = ask_to_go_back(one)
    take_back(one, answer(one, return_id, RETURNED, 1), 2)
    one.sync()
    words = history_on(manager, page_of(book))
    assert words.index("taken back 10:02 today") < words.index("Waits for an answer")


def test_a_managers_note_and_a_later_word_of_the_squad_stand_side_by_side(
    make_handset: Make, book: Session, manager: FlaskClient, manager_id: UUID
) -> None:
    one = make_handset()
    return_id = ask_to_go_back(one)
    answer_return_by_hand(book, UUID(return_id), RETURNED, NOW, manager_id)
    book.commit()
    answer(one, return_id, FAILED, 5)
    one.sync()
    words = history_on(manager, page_of(book))
    assert "Gone back noted by Mo Example a later answer counts" in words
    assert "Return failed Squad One, handheld 1" in words
    assert "Waits for an answer" not in words


def test_a_street_recorded_as_done_and_a_return_called_off_are_said_to_be_so(
    make_handset: Make, book: Session, manager: FlaskClient
) -> None:
    one = make_handset()
    ask_to_go_back(one)
    say(one, make_visit(), OpKind.VISIT, f"R1@{ON}/{STREETS[0]}", 30)
    one.sync()
    page = page_of(book)
    assert "the street was recorded as done" in history_on(manager, page)
    book.execute(text('update "return" set cancelled_at = :now'), {"now": NOW})
    book.commit()
    assert "Called off" in history_on(manager, page)


def test_it_stands_on_the_hubs_page_of_a_report_and_not_on_the_residents(
    make_handset: Make, book: Session, client: FlaskClient, manager: FlaskClient
) -> None:
    """A retraction that was repaired may hold no time that can be read: then it is when we heard of it."""
    one = make_handset()
    return_id = ask_to_go_back(one)
    later = NOW + timedelta(minutes=2)
    made = make_report(book, NewReport("refuse", later, uprn=UPRNS[0]), later)
    book.commit()
    gone = take_back(one, answer(one, return_id, RETURNED, 3), 4)
    one.sync()
    book.execute(
        text(
            "update op set body = cast(replace(cast(body as text), :ms, :x) as json) where id = :id"
        ),
        {"ms": str(NOW_MS + 240_000), "x": '"soon"', "id": gone.id},
    )
    book.commit()
    words = history_on(manager, f"/hub/reports/{made.reference}")
    assert "Squad One, handheld 1 taken back 10:00 today, handheld 1" in words
    resident = words_of(client.get(f"/reports/{made.reference}/{made.link_token}"))
    assert "taken back" not in resident and "handheld 1" not in resident


def test_an_agent_does_not_read_the_managers_page(
    app: Flask, make_handset: Make, book: Session, fresh_contexts: None
) -> None:
    ask_to_go_back(make_handset())
    add_account(book, NewAccount("erin@testford.example", "Erin", "agent", HASH), NOW)
    book.commit()
    agent = app.test_client()
    sign_in(agent, "erin@testford.example")
    assert agent.get(page_of(book)).status_code == 403
