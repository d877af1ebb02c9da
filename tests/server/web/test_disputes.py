"""A resident disagrees, a manager weighs both sides and decides, both are told; late and failed returns are seen."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.actions.decide_report import retry_failed_returns
from server.actions.judge_report import MadeReport, NewReport, make_report
from server.actions.rejudge import rejudge_places
from server.core.facts import TouchedPlace
from server.db.accounts import Account
from server.db.policies import put_in_force
from server.db.tables import ChangeRow, IncidentRow, ReturnRow
from tests.server.web.forms import send_form, words_of
from tests.server.web.town import NOW, ON, People, add_statements, uprn_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
ASH_1, ASH_4 = (uprn_of("10000001", house) for house in (1, 4))


@pytest.fixture
def town(session: Session, people: People) -> Session:
    add_statements(session)
    session.commit()
    return session


@pytest.fixture
def signed_in(browser_of: Browser, people: People) -> FlaskClient:
    """The manager's browser."""
    return browser_of(people.mo)


def make(session: Session, uprn: str, made_at: datetime = NOW) -> MadeReport:
    made = make_report(session, NewReport("refuse", made_at, uprn), made_at)
    session.commit()
    return made


def page_of(made: MadeReport) -> str:
    return f"/reports/{made.reference}/{made.link_token}"


def disagree(client: FlaskClient, made: MadeReport, words: str = "It was out at six.") -> int:
    page = page_of(made)
    return send_form(client, "/sign-in", {"words": words}, f"{page}/dispute").status_code


def test_a_resident_disagrees_once_and_reads_that_a_manager_looks(
    client: FlaskClient, town: Session
) -> None:
    made = make(town, ASH_4)
    assert made.verdict == "crew_exception"
    assert "I disagree" in words_of(client.get(page_of(made)))
    assert disagree(client, made, "  ") == 400
    assert disagree(client, made) == 303
    page = words_of(client.get(page_of(made)))
    assert "It was out at six." in page
    assert "A manager is looking at both sides" in page
    assert "I disagree" not in page
    assert disagree(client, made) == 409


def test_a_dispute_is_refused_when_the_policys_time_is_over(
    app: Flask, client: FlaskClient, town: Session
) -> None:
    made = make(town, ASH_4)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=8)
    assert disagree(client, made) == 409


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        ("upheld", ("Leave the bin out. The squad comes back by", "0 of 1 disputed record", 1)),
        ("rejected", ("A manager looked at both sides and", "1 of 1 disputed record", 0)),
    ],
)
def test_a_manager_sees_both_sides_and_the_decision_reaches_resident_and_squad(
    client: FlaskClient,
    signed_in: FlaskClient,
    town: Session,
    decision: str,
    told: tuple[str, str, int],
) -> None:
    made = make(town, ASH_4)
    disagree(client, made)
    manager = signed_in
    assert made.reference in words_of(manager.get("/decisions"))
    sides = f"/decisions/{made.reference}/dispute"
    page = words_of(manager.get(sides))
    assert "It was out at six." in page and "time set by the server" in page
    assert send_form(manager, sides, {"decision": decision, "why": ""}).status_code == 400
    sent = {"decision": decision, "why": "The photo shows the kerb."}
    assert send_form(manager, sides, sent).status_code == 303
    story = words_of(client.get(page_of(made)))
    assert told[0] in story and "The photo shows the kerb." in story
    assert made.reference not in words_of(manager.get("/decisions"))
    assert told[1] in words_of(manager.get("/squads"))
    assert len(town.scalars(select(ReturnRow)).all()) == told[2]
    assert send_form(manager, "/squads", sent, sides).status_code == 409


def test_a_decision_that_lacks_something_keeps_what_was_filled_in(
    client: FlaskClient, signed_in: FlaskClient, town: Session
) -> None:
    made = make(town, ASH_4)
    disagree(client, made)
    sides = f"/decisions/{made.reference}/dispute"
    no_side = send_form(signed_in, sides, {"why": "The photo shows the kerb."})
    assert no_side.status_code == 400
    assert "Choose which side is right." in words_of(no_side)
    assert "The photo shows the kerb.</textarea>" in no_side.text
    no_words = send_form(signed_in, sides, {"decision": "rejected", "why": " "})
    assert "Say why" in words_of(no_words)
    assert 'value="rejected" checked' in no_words.text
    assert "Choose which" not in words_of(no_words)
    assert made.reference in words_of(signed_in.get("/decisions"))


def test_only_managers_decide(client: FlaskClient, browser_of: Browser, people: People) -> None:
    assert client.get("/decisions").status_code in (302, 303, 401)
    assert browser_of(people.erin).get("/decisions").status_code == 403


def fail_return(session: Session, at: datetime, reason: str) -> None:
    (back,) = session.scalars(select(ReturnRow).where(ReturnRow.answered_at.is_(None))).all()
    back.answered_at, back.outcome, back.reason = at, "return_failed", reason
    session.commit()


def test_a_return_that_failed_is_asked_for_once_more_and_then_shown_to_the_manager(
    app: Flask, browser_of: Browser, people: People, town: Session
) -> None:
    make(town, ASH_1)
    fail_return(town, NOW + timedelta(hours=1), "parked_vehicles")
    assert retry_failed_returns(town, NOW + timedelta(hours=2)) == 1
    assert retry_failed_returns(town, NOW + timedelta(hours=2)) == 0
    fail_return(town, NOW + timedelta(hours=3), "parked_vehicles")
    assert retry_failed_returns(town, NOW + timedelta(hours=4)) == 0
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=4)
    manager = browser_of(people.mo)
    page = manager.get("/decisions")
    assert "1 Ash Road" in words_of(page) and "Return failed" in words_of(page)
    (again,) = re.findall(r'action="(/decisions/returns/[^"]+/again)"', page.text)
    assert send_form(manager, "/decisions", {}, again).status_code == 303
    assert "Return failed" not in words_of(manager.get("/decisions"))
    assert send_form(manager, "/squads", {}, again).status_code == 409


def test_a_return_that_failed_by_the_residents_doing_is_not_asked_for_again(town: Session) -> None:
    make(town, ASH_1)
    fail_return(town, NOW + timedelta(hours=1), "not_out")
    assert retry_failed_returns(town, NOW + timedelta(hours=2)) == 0


def test_an_overdue_return_is_shown_to_the_manager(
    app: Flask, browser_of: Browser, people: People, town: Session
) -> None:
    made = make(town, ASH_1)
    manager = browser_of(people.mo)
    assert "1 Ash Road" not in words_of(manager.get("/decisions"))
    late = NOW + timedelta(days=7)
    app.config["CLOCK"] = lambda: late
    page = browser_of(people.mo).get("/decisions")
    words = words_of(page)
    assert "1 return is overdue or failed" in words
    assert "1 Ash Road" in words and "Overdue" in words
    assert f'href="/hub/reports/{made.reference}"' in page.text


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("returned", "The squad has been back."), ("return_failed", "could not collect")],
)
def test_a_return_that_no_handheld_answers_is_noted_by_hand(  # noqa: PLR0917 - fixtures
    app: Flask,
    client: FlaskClient,
    browser_of: Browser,
    people: People,
    town: Session,
    outcome: str,
    told: str,
) -> None:
    made = make(town, ASH_1)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=7)
    manager = browser_of(people.mo)
    answers = re.findall(
        rf'action="(/decisions/returns/[^"]+/{outcome})"', manager.get("/decisions").text
    )
    assert len(answers) == 1
    assert send_form(manager, "/decisions", {}, answers[0]).status_code == 303
    assert told in words_of(client.get(page_of(made)))
    noted = words_of(manager.get("/decisions"))
    assert re.search(r"Noted: the squad (went back to|could not collect at) 1 Ash Road", noted)
    listed = words_of(manager.get("/decisions"))
    assert ("1 Ash Road" in listed) is (outcome == "return_failed")
    assert "Overdue" not in listed
    assert send_form(manager, "/squads", {}, answers[0]).status_code == 409
    erin = browser_of(people.erin)
    assert send_form(erin, "/hub/report", {}, answers[0]).status_code == 403


def test_an_incidents_return_noted_by_hand_closes_it(
    app: Flask, browser_of: Browser, people: People, town: Session
) -> None:
    rejudge_places(town, frozenset({TouchedPlace("REF-B", ON, "10000002")}), NOW)
    town.commit()
    app.config["CLOCK"] = lambda: NOW + timedelta(days=7)
    manager = browser_of(people.mo)
    page = manager.get("/decisions")
    assert "Elm Street" in words_of(page)
    assert f'href="/incidents/{town.scalars(select(IncidentRow.id)).one()}"' in page.text
    (answer,) = re.findall(r'action="(/decisions/returns/[^"]+/returned)"', page.text)
    assert send_form(manager, "/decisions", {}, answer).status_code == 303
    (incident,) = town.scalars(select(IncidentRow)).all()
    town.refresh(incident)
    assert incident.closed_because == "returned"
    told = [row for row in town.scalars(select(ChangeRow)) if row.kind == "return"]
    assert told[-1].body["outcome"] == "returned"


def test_an_open_missed_report_is_taken_further_in_the_policys_hours(
    app: Flask, client: FlaskClient, browser_of: Browser, people: People, town: Session
) -> None:
    always = datetime(2026, 1, 1, tzinfo=UTC)
    put_in_force(town, "ours", "sutton", "mo", (always, always))
    made = make(town, ASH_1, NOW + timedelta(days=1))  # on a Friday: open from Tuesday 18:00
    page = page_of(made)
    for moment, is_open in (
        (datetime(2026, 11, 24, 17, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 18, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 18, 0, tzinfo=UTC), False),
    ):
        app.config["CLOCK"] = lambda moment=moment: moment
        assert ("take it further" in words_of(client.get(page))) is is_open
    app.config["CLOCK"] = lambda: datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
    assert send_form(client, page, {"words": ""}, f"{page}/escalate").status_code == 303
    assert send_form(client, "/sign-in", {"words": ""}, f"{page}/escalate").status_code == 409
    assert "Taken further" in words_of(browser_of(people.mo).get("/decisions"))
