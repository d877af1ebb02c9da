"""A manager closes, reopens and merges incidents on their pages; whoever reported reads why."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.actions.judge_report import MadeReport, NewReport, make_report
from server.actions.rejudge import rejudge_places
from server.core.facts import TouchedPlace
from server.db.accounts import Account
from server.db.tables import ChangeRow, IncidentRow, ReturnRow
from tests.server.web.forms import send_form, token_from, words_of
from tests.server.web.town import MORNING, NOW, ON, People, Statement, add_statements, uprn_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
ELM, ELM_1 = "10000002", uprn_of("10000002", 1)
BLOCKED_BEFORE = Statement(
    "REC", ELM, time(9, 5), "not_collected", "parked_vehicles", on=date(2026, 11, 17)
)


@pytest.fixture
def made(session: Session, people: People) -> MadeReport:
    """Elm Street is blocked for two collections, and one resident of it has reported."""
    add_statements(session)
    add_statements(session, (BLOCKED_BEFORE,))
    touched = {
        TouchedPlace(said.round_id, said.on, said.usrn) for said in (*MORNING, BLOCKED_BEFORE)
    }
    rejudge_places(session, frozenset(touched), NOW)
    made = make_report(session, NewReport("refuse", NOW, ELM_1), NOW)
    session.commit()
    return made


@pytest.fixture
def manager(browser_of: Browser, people: People) -> FlaskClient:
    return browser_of(people.mo)


def incident_at(session: Session, on: date = ON) -> IncidentRow:
    query = select(IncidentRow).where(IncidentRow.usrn == ELM, IncidentRow.on == on)
    return session.scalars(query).one()


def test_the_missed_streets_lead_to_the_incident_with_its_record_and_reports(
    session: Session, manager: FlaskClient, made: MadeReport
) -> None:
    page = f"/incidents/{incident_at(session).id}"
    assert f'href="{page}"' in manager.get("/rounds/missed").text
    words = words_of(manager.get(page))
    assert "Elm Street" in words and "Parked vehicles" in words
    assert made.reference in words and "1 report" in words
    assert "10:12 today" in words
    assert "1 Ash Road" not in words


def test_a_report_leads_a_manager_to_its_incident_and_nobody_else(
    session: Session,
    browser_of: Browser,
    people: People,
    manager: FlaskClient,
    made: MadeReport,
) -> None:
    link = f'href="/incidents/{incident_at(session).id}"'
    assert link in manager.get(f"/hub/reports/{made.reference}").text
    assert link not in browser_of(people.erin).get(f"/hub/reports/{made.reference}").text


def test_closing_needs_a_reason_calls_off_the_return_and_tells_whoever_reported(
    client: FlaskClient, session: Session, manager: FlaskClient, made: MadeReport
) -> None:
    page = f"/incidents/{incident_at(session).id}"
    refused = send_form(manager, page, {"why": "  "}, f"{page}/close")
    assert refused.status_code == 400
    assert "Say why" in words_of(refused)
    why = "The bins were emptied by hand from the corner."
    assert send_form(manager, page, {"why": why}, f"{page}/close").status_code == 303
    words = words_of(manager.get(page))
    assert "closed by a manager" in words and why in words and "Mo Example" in words
    story = words_of(client.get(f"/reports/{made.reference}/{made.link_token}"))
    assert "A manager has closed this" in story and why in story
    returns = session.scalars(select(ReturnRow).where(ReturnRow.usrn == ELM, ReturnRow.on == ON))
    assert all(back.cancelled_at is not None for back in returns)
    assert send_form(manager, page, {"why": why}, f"{page}/close").status_code == 409
    only_open = words_of(manager.get("/rounds/missed?open=1"))
    assert "Mill Lane" in only_open and "10:12" not in only_open


def test_reopening_asks_a_squad_to_go_back_and_its_devices_are_told(
    client: FlaskClient, session: Session, manager: FlaskClient, made: MadeReport
) -> None:
    page = f"/incidents/{incident_at(session).id}"
    send_form(manager, page, {"why": "Done by hand."}, f"{page}/close")
    told = len(session.scalars(select(ChangeRow).where(ChangeRow.kind == "return")).all())
    assert (
        send_form(manager, page, {"why": "It was another street."}, f"{page}/reopen").status_code
        == 303
    )
    assert "Open since 11:20 today" in words_of(manager.get(page))
    after = session.scalars(select(ChangeRow).where(ChangeRow.kind == "return")).all()
    assert len(after) > told
    story = words_of(client.get(f"/reports/{made.reference}/{made.link_token}"))
    assert "Opened again by a manager" in story and "It was another street." in story
    assert "The squad comes back by" in story


def test_incidents_of_one_street_become_one_and_each_is_found_from_the_other(
    session: Session, manager: FlaskClient, made: MadeReport
) -> None:
    today, before = (str(incident_at(session, on).id) for on in (ON, BLOCKED_BEFORE.on))
    page = f"/incidents/{today}"
    assert "Make these part of this incident" in words_of(manager.get(page))
    nothing = send_form(manager, page, {"why": "The same lorry."}, f"{page}/merge")
    assert nothing.status_code == 400
    assert "Choose at least one other incident" in words_of(nothing)
    assert "The same lorry." in words_of(nothing)
    sent = {"why": "The same lorry.", "others": before}
    assert send_form(manager, page, sent, f"{page}/merge").status_code == 303
    assert "Incidents that are part of it" in words_of(manager.get(page))
    part = manager.get(f"/incidents/{before}")
    assert "part of another incident now" in words_of(part)
    assert f'href="{page}"' in part.text


@pytest.mark.parametrize("other", ["no-id", "00000000-0000-4000-8000-000000000009"])
def test_an_incident_that_is_none_is_said_to_be_none(
    session: Session, manager: FlaskClient, made: MadeReport, other: str
) -> None:
    page = f"/incidents/{incident_at(session).id}"
    sent = {"why": "The same.", "others": other}
    assert send_form(manager, page, sent, f"{page}/merge").status_code == 404
    assert manager.get("/incidents/00000000-0000-4000-8000-000000000009").status_code == 404


def test_neither_member_nor_agent_decides_and_a_form_needs_its_token(
    session: Session, browser_of: Browser, people: People, made: MadeReport
) -> None:
    page = f"/incidents/{incident_at(session).id}"
    for who in (people.alice, people.erin):
        client = browser_of(who)
        assert client.get(page).status_code == 403
        sent = {"why": "x", "csrf_token": token_from(client.get("/"))}
        assert client.post(f"{page}/close", data=sent).status_code == 403
    assert browser_of(people.mo).post(f"{page}/close", data={"why": "x"}).status_code == 400
    assert incident_at(session).closed_at is None


def test_what_is_open_is_shown_of_a_quarter_of_a_year(
    app: Flask, browser_of: Browser, people: People, made: MadeReport
) -> None:
    app.config["CLOCK"] = lambda: NOW + timedelta(days=40)
    manager = browser_of(people.mo)
    assert "Elm Street" not in words_of(manager.get("/rounds/missed"))
    assert "Elm Street" in words_of(manager.get("/rounds/missed?open=1"))
