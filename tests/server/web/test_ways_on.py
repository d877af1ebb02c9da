"""No page is a dead end: each leads on to what its reader may do next."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.actions.judge_report import NewReport, make_report
from server.actions.withdraw_report import withdraw_report
from server.db.accounts import Account
from server.web.saying import say_words
from tests.server.web.forms import words_of
from tests.server.web.town import NOW, People, add_statements, uprn_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
ELM_1 = uprn_of("10000002", 1)


@pytest.fixture
def town(session: Session, people: People) -> Session:
    add_statements(session)
    session.commit()
    return session


def test_an_agent_goes_from_an_address_to_its_reports(
    town: Session, browser_of: Browser, people: People
) -> None:
    agent = browser_of(people.erin)
    page = agent.get(f"/hub/premises/{ELM_1}")
    assert "Reports from this address in the last 60 days None." in words_of(page)
    made = make_report(town, NewReport("refuse", NOW, ELM_1), NOW)
    long_ago = NOW - timedelta(days=61)
    old = make_report(town, NewReport("refuse", long_ago, ELM_1), long_ago)
    elsewhere = make_report(town, NewReport("refuse", NOW, uprn_of("10000002", 2)), NOW)
    town.commit()
    page = agent.get(f"/hub/premises/{ELM_1}")
    assert f'href="/hub/reports/{made.reference}"' in page.text
    assert "Yes, see below" in words_of(page)
    assert old.reference not in page.text and elsewhere.reference not in page.text
    withdraw_report(town, made.reference, None, NOW)
    town.commit()
    assert "withdrawn" in words_of(agent.get(f"/hub/premises/{ELM_1}"))


def test_a_neighbours_report_of_the_same_bins_is_marked_as_such(
    town: Session, browser_of: Browser, people: People
) -> None:
    made = make_report(town, NewReport("refuse", NOW, "590001"), NOW)
    town.commit()
    page = browser_of(people.erin).get("/hub/premises/590002")
    assert made.reference in page.text
    assert "a neighbour at the same bins" in words_of(page)


@pytest.mark.parametrize(
    ("name", "address", "home"),
    [
        ("alice", "/wards/ROW", "/wards"),
        ("erin", "/rounds", "/hub"),
        ("mo", "/nowhere", "/rounds"),
    ],
)
def test_who_is_refused_is_led_to_their_own_first_page(
    browser_of: Browser, people: People, name: str, address: str, home: str
) -> None:
    page = browser_of(getattr(people, name)).get(address)
    assert page.status_code in (403, 404)
    assert f'href="{home}">Go to your own first page' in page.text


def test_a_stranger_is_led_to_the_first_page(client: FlaskClient, people: People) -> None:
    page = client.get("/nowhere")
    assert 'href="/">Go to the first page' in page.text


@pytest.mark.parametrize("name", ["alice", "erin", "mo", "ada"])
def test_the_first_page_offers_nobody_what_they_may_not_open(
    browser_of: Browser, people: People, name: str
) -> None:
    browser = browser_of(getattr(people, name))
    page = browser.get("/")
    offered = re.findall(r'<a class="govuk-link" href="(/[^"]+)"', page.text)
    assert len(offered) > 3
    refused = [link for link in offered if browser.get(link).status_code >= 400]
    assert refused == []


def test_a_member_of_one_ward_is_not_sent_round_in_a_circle(
    town: Session, browser_of: Browser, people: People
) -> None:
    assert 'govuk-back-link" href="/wards"' not in browser_of(people.alice).get("/wards/BEE").text
    assert 'govuk-back-link" href="/wards"' in browser_of(people.mo).get("/wards/BEE").text


def test_who_lost_their_link_is_told_what_to_do(client: FlaskClient, people: People) -> None:
    words = words_of(client.get("/"))
    assert (
        "Have you lost the link? Call us and give your reference or your address: 0300 555 0100."
        in words
    )


def test_a_closed_window_is_told_by_its_last_day(client: FlaskClient, people: People) -> None:
    with client.application.test_request_context():
        midnight = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
        said = say_words("Reported before %(until)s.", {"until": midnight})
        assert said == "Reported before the end of Monday 23 November."
        four = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
        said = say_words("Reported before %(until)s.", {"until": four})
        assert said == "Reported before 16:00 on Tuesday 24 November."
