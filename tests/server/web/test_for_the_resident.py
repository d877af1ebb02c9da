"""Who reported by phone has no link: an agent disputes, takes further or withdraws for them; a member for own cases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.actions.judge_report import MadeReport, NewReport, make_report
from server.core.verdict_words import MadeBy
from server.db.accounts import Account
from server.db.policies import put_in_force
from server.db.tables import AuditRow, DisputeRow, EscalationRow
from tests.server.web.forms import send_form, token_from, words_of
from tests.server.web.town import NOW, People, add_statements, uprn_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
ASH_1, ASH_4 = (uprn_of("10000001", house) for house in (1, 4))
WORDS = {"words": "It was out at six, she says."}


@pytest.fixture
def town(session: Session, people: People) -> Session:
    add_statements(session)
    session.commit()
    return session


def make(session: Session, uprn: str, by: Account | None = None, at: datetime = NOW) -> MadeReport:
    made_by = MadeBy.RESIDENT if by is None else MadeBy.MEMBER
    account = None if by is None else by.id
    made = make_report(session, NewReport("refuse", at, uprn, made_by=made_by, account=account), at)
    session.commit()
    return made


def test_an_agent_disputes_for_a_caller_once_and_it_is_written_down_who(
    town: Session, browser_of: Browser, people: People
) -> None:
    made, agent = make(town, ASH_4), browser_of(people.erin)
    page = f"/hub/reports/{made.reference}"
    assert "Does the caller disagree?" in words_of(agent.get(page))
    nothing = send_form(agent, page, {"words": " "}, f"{page}/dispute")
    assert nothing.status_code == 400
    assert "Say in your own words what is wrong" in words_of(nothing)
    assert send_form(agent, page, WORDS, f"{page}/dispute").status_code == 303
    assert town.scalars(select(DisputeRow.words)).all() == ["It was out at six, she says."]
    assert made.reference in words_of(browser_of(people.mo).get("/decisions"))
    assert "Does the caller disagree?" not in words_of(agent.get(page))
    assert send_form(agent, "/hub/report", WORDS, f"{page}/dispute").status_code == 409
    rows = town.scalars(select(AuditRow)).all()
    assert [(row.verb, row.account) for row in rows] == [("report.dispute", people.erin.id)]


def test_an_agent_withdraws_for_a_caller(
    town: Session, browser_of: Browser, people: People
) -> None:
    made, agent = make(town, ASH_1), browser_of(people.erin)
    page = f"/hub/reports/{made.reference}"
    assert send_form(agent, page, {}, f"{page}/withdraw").status_code == 303
    assert "Withdrawn" in words_of(agent.get(page))
    assert send_form(agent, "/hub/report", {}, f"{page}/withdraw").status_code == 409


def test_an_agent_takes_a_late_return_further(
    app: Flask, town: Session, browser_of: Browser, people: People
) -> None:
    always = datetime(2026, 1, 1, tzinfo=UTC)
    put_in_force(town, "ours", "sutton", "mo", (always, always))
    made = make(town, ASH_1, at=NOW + timedelta(days=1))
    page = f"/hub/reports/{made.reference}"
    app.config["CLOCK"] = lambda: datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
    agent = browser_of(people.erin)
    assert "take it further" in words_of(agent.get(page))
    assert send_form(agent, page, {"words": ""}, f"{page}/escalate").status_code == 303
    assert len(town.scalars(select(EscalationRow)).all()) == 1


def test_a_member_disputes_an_own_case_and_no_other(
    town: Session, browser_of: Browser, people: People
) -> None:
    made, alice = make(town, ASH_4, people.alice), browser_of(people.alice)
    page = f"/my-reports/{made.reference}"
    assert "Does the resident disagree?" in words_of(alice.get(page))
    bob = browser_of(people.bob)
    sent = {"csrf_token": token_from(bob.get("/privacy")), **WORDS}
    for doing in ("dispute", "escalate", "withdraw"):
        assert bob.post(f"{page}/{doing}", data=sent).status_code == 404
    assert send_form(alice, page, WORDS, f"{page}/dispute").status_code == 303
    assert "The resident disagreed" in words_of(alice.get(page))
    hub = f"/hub/reports/{made.reference}/dispute"
    assert alice.post(hub, data=sent).status_code == 403


def test_a_form_without_its_token_does_nothing(
    town: Session, browser_of: Browser, people: People
) -> None:
    made = make(town, ASH_4)
    answer = browser_of(people.erin).post(f"/hub/reports/{made.reference}/dispute", data=WORDS)
    assert answer.status_code == 400
    assert town.scalars(select(DisputeRow)).all() == []
