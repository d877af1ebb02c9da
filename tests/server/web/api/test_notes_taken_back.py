"""A manager takes back what was noted of a return by mistake: the return waits again, and everybody is told so."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.actions.answer_return import answer_return_by_hand
from server.actions.judge_report import NewReport, make_report
from server.db.accounts import NewAccount, add_account
from sync.ops import ReturnAnswered, entity_of_return
from sync.words import OpKind, ReturnOutcome
from tests.server.handset import Handset
from tests.server.round_book import NOW, ON, STREETS, UPRNS
from tests.server.web.api.test_return_history import (
    ask_to_go_back,
    history_on,
    manager,
    manager_id,
    page_of,
    say,
)
from tests.server.web.forms import send_form, sign_in, words_of
from tests.server.web.town import HASH
from tests.sync.make import make_visit

__all__ = ["manager", "manager_id"]  # fixtures

pytestmark = pytest.mark.db
Make = Callable[..., Handset]
DEED = re.compile(r'action="(/decisions/returns/[^"]+/taken-back)"')
RETURNED, FAILED = ReturnOutcome.RETURNED, ReturnOutcome.RETURN_FAILED


def note_first(handset: Handset, book: Session, outcome: ReturnOutcome, by: UUID) -> str:
    """A return is asked for, and a manager notes what became of it; gives its id."""
    return_id = ask_to_go_back(handset)
    note(book, return_id, outcome, by)
    return return_id


def note(book: Session, return_id: str, outcome: ReturnOutcome, by: UUID) -> None:
    answer_return_by_hand(book, UUID(return_id), outcome, NOW, by)
    book.commit()


def take_back(browser: FlaskClient, page: str) -> tuple[str, TestResponse]:
    """Press the page's button; the address it sends to, and the answer."""
    (to,) = DEED.findall(browser.get(page).text)
    return to, send_form(browser, page, {}, to)


def shown_on(handset: Handset, return_id: str) -> object:
    body = handset.log.mirror["return", return_id].body
    return None if body is None else body.get("outcome")


@pytest.mark.parametrize("outcome", [RETURNED, FAILED])
def test_the_return_waits_again_for_managers_residents_and_squads(
    make_handset: Make,
    book: Session,
    manager: FlaskClient,
    manager_id: UUID,
    outcome: ReturnOutcome,
) -> None:
    resident = manager.application.test_client()
    handset = make_handset()
    return_id = ask_to_go_back(handset)
    made = make_report(book, NewReport("refuse", NOW, uprn=UPRNS[0]), NOW)
    book.commit()
    link = f"/reports/{made.reference}/{made.link_token}"
    before = words_of(resident.get(link))
    note(book, return_id, outcome, manager_id)
    handset.sync()
    assert shown_on(handset, return_id) == outcome.value
    assert words_of(resident.get(link)) != before

    page = page_of(book)
    _, answer = take_back(manager, page)
    assert (answer.status_code, answer.location) == (303, page)
    words = history_on(manager, page)
    assert "noted by Mo Example taken back 10:00 today by Mo Example" in words
    assert "Waits for an answer" in words
    handset.sync()
    assert shown_on(handset, return_id) is None
    assert words_of(resident.get(link)) == before
    assert book.execute(text("select closed_at from incident")).scalar_one() is None


def test_what_the_squad_said_counts_again(
    make_handset: Make, book: Session, manager: FlaskClient, manager_id: UUID
) -> None:
    handset = make_handset()
    return_id = note_first(handset, book, RETURNED, manager_id)
    data = ReturnAnswered(return_id, FAILED, None)
    say(handset, data, OpKind.RETURN_ANSWERED, entity_of_return(return_id), -5)
    handset.sync()
    take_back(manager, page_of(book))
    outcome = book.execute(text('select outcome from "return"')).scalar_one()
    assert outcome == "return_failed"
    assert DEED.findall(manager.get(page_of(book)).text) == [], "a squad's answer is not a note"


def test_it_is_noted_and_taken_back_again_and_again(
    make_handset: Make, book: Session, manager: FlaskClient, manager_id: UUID
) -> None:
    return_id = ask_to_go_back(make_handset())
    for outcome in (RETURNED, FAILED, RETURNED):
        note(book, return_id, outcome, manager_id)
        assert take_back(manager, page_of(book))[1].status_code == 303
    assert history_on(manager, page_of(book)).count("taken back 10:00 today by Mo Example") == 3
    deeds = book.execute(text("select count(*) from audit where verb = 'return.taken_back'"))
    assert deeds.scalar_one() == 3


def test_only_a_note_that_stands_is_taken_back(
    make_handset: Make, book: Session, manager: FlaskClient, manager_id: UUID
) -> None:
    handset = make_handset()
    return_id = note_first(handset, book, FAILED, manager_id)
    page = page_of(book)
    to, _ = take_back(manager, page)
    again = send_form(manager, "/decisions", {}, to)
    assert again.status_code == 409
    assert "taken back in the meantime" in words_of(again)
    no_return = "/decisions/returns/00000000-0000-7000-8000-000000000000/answers/1/taken-back"
    no_answer = f"/decisions/returns/{return_id}/answers/{10**30}/taken-back"
    for nowhere in (no_return, no_answer):
        assert send_form(manager, "/decisions", {}, nowhere).status_code == 409
    say(handset, make_visit(), OpKind.VISIT, f"R1@{ON}/{STREETS[0]}", 30)
    handset.sync()
    assert "the street was recorded as done" in history_on(manager, page)
    done = book.execute(text("select id from return_answer where retracted_at is null"))
    other = f"/decisions/returns/{return_id}/answers/{done.scalar_one()}/taken-back"
    assert send_form(manager, "/decisions", {}, other).status_code == 409


def test_an_agent_may_not(
    app: Flask,
    make_handset: Make,
    book: Session,
    manager: FlaskClient,
    manager_id: UUID,
) -> None:
    note_first(make_handset(), book, RETURNED, manager_id)
    (to,) = DEED.findall(manager.get(page_of(book)).text)
    add_account(book, NewAccount("erin@testford.example", "Erin", "agent", HASH), NOW)
    book.commit()
    agent, stranger = app.test_client(), app.test_client()
    sign_in(agent, "erin@testford.example")
    assert send_form(agent, "/hub", {}, to).status_code == 403
    assert stranger.post(to).status_code in (302, 303, 400, 401)
    assert manager.post(to).status_code == 400, "without the form's token"
    assert book.execute(text("select retracted_at from return_answer")).scalar_one() is None
