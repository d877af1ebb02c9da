"""Reports made by agents and members, and what staff see of those that residents made."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db.tables import VerdictRow
from tests.server.web.forms import send_form, words_of
from tests.server.web.reporting import ASH_1, ELM_1, Browser, report, the_report
from tests.server.web.town import NOW, People, add_statements, uprn_of

pytestmark = pytest.mark.db


@pytest.fixture
def morning(session: Session, people: People) -> Session:
    add_statements(session)
    session.commit()
    return session


def test_an_agent_reports_for_a_resident_at_the_time_of_the_contact(
    morning: Session, people: People, browser_of: Browser
) -> None:
    client = browser_of(people.erin)
    data = {"stream": "refuse", "told_on": "2026-11-19", "told_at": "11:05", "channel": "phone"}
    page = words_of(report(client, f"/hub/premises/{ASH_1}/report", data))
    kept = the_report(morning)
    assert kept.reference in page
    assert (kept.made_by, kept.channel, kept.account) == ("agent", "phone", people.erin.id)
    assert kept.made_at == NOW.replace(hour=11, minute=5)
    assert kept.received_at == NOW


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"told_at": "11:45"}, "is in the future"),
        ({"told_on": "2026-08-01"}, "is too long ago"),
        ({"told_on": "soon"}, "Enter the day and the time"),
        ({"told_at": ""}, "Enter the day and the time"),
        ({"channel": "pigeon"}, "Choose how the resident got in touch"),
    ],
    ids=["future", "long ago", "no day", "no time", "no channel"],
)
def test_an_agent_says_when_and_how(
    morning: Session, people: People, browser_of: Browser, changes: dict[str, str], said: str
) -> None:
    data = {"stream": "refuse", "told_on": "2026-11-19", "told_at": "11:05", "channel": "phone"}
    answer = send_form(browser_of(people.erin), f"/hub/premises/{ASH_1}/report", data | changes)
    assert answer.status_code == 400
    assert said in words_of(answer)


def test_the_hub_finds_by_address_and_by_reference(
    client: FlaskClient, morning: Session, people: People, browser_of: Browser
) -> None:
    report(client, f"/premises/{ASH_1}/report", {"stream": "refuse"})
    reference = the_report(morning).reference
    hub = browser_of(people.erin)
    assert hub.get("/hub?q=1+Ash+Road").location == f"/hub/premises/{ASH_1}"
    found = hub.get(f"/hub/reports?reference={reference.lower()}", follow_redirects=True)
    assert reference in words_of(found)
    assert "1 Ash Road" in words_of(found)
    assert hub.get("/hub/reports/RB-ZZZZ-ZZ").status_code == 404
    for typed in (reference.replace("-", " "), reference.lower()[3:], f" {reference}. "):
        looked_up = hub.get("/hub/reports", query_string={"reference": typed})
        assert looked_up.location == f"/hub/reports/{reference}", typed


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("abc", 400, "Enter a reference like RB-7KQ4-2M."),
        ("", 400, "Enter a reference like RB-7KQ4-2M."),
        ("rb zzzz zz", 404, "There is no report RB-ZZZZ-ZZ."),
    ],
)
def test_what_is_no_reference_is_said_beside_the_field_and_kept(
    people: People, browser_of: Browser, typed: str, status: int, said: str
) -> None:
    page = browser_of(people.erin).get("/hub/reports", query_string={"reference": typed})
    assert page.status_code == status
    assert words_of(page).count(said) == 2, "in the summary and at the field"
    assert f'name="reference" type="text" value="{typed}"' in page.text


def test_the_hub_reads_the_state_in_the_agents_words(
    morning: Session, people: People, browser_of: Browser
) -> None:
    page = words_of(browser_of(people.erin).get(f"/hub/premises/{ELM_1}"))
    assert "The squad could not reach the street at 10:12 today" in page


def test_a_member_reports_and_follows_their_own_case(
    morning: Session, people: People, browser_of: Browser
) -> None:
    alice = browser_of(people.alice)
    found = alice.get("/my-reports?q=Ash+Road")
    assert found.text.count('class="choice"') == 8
    report(alice, f"/my-reports/new/{ASH_1}", {"stream": "refuse"})
    kept = the_report(morning)
    assert (kept.made_by, kept.account) == ("member", people.alice.id)
    assert kept.reference in words_of(alice.get("/my-reports"))
    assert "1 Ash Road" in words_of(alice.get(f"/my-reports/{kept.reference}"))


def test_a_member_finds_no_premises_of_other_wards(
    morning: Session, people: People, browser_of: Browser
) -> None:
    page = browser_of(people.alice).get("/my-reports?q=Station+Road")
    assert 'class="choice"' not in page.text


def test_anothers_case_is_not_there_for_a_member(
    client: FlaskClient, morning: Session, people: People, browser_of: Browser
) -> None:
    report(client, f"/premises/{ASH_1}/report", {"stream": "refuse"})
    reference = the_report(morning).reference
    assert browser_of(people.alice).get(f"/my-reports/{reference}").status_code == 404


def test_a_residents_report_of_a_blocked_street_is_seen_by_the_member_as_one_street(
    app: Flask, client: FlaskClient, morning: Session, people: People, browser_of: Browser
) -> None:
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=1)
    story = words_of(report(client, f"/premises/{ELM_1}/report", {"stream": "refuse"}))
    assert "Street blocked" in story
    ward = words_of(browser_of(people.alice).get("/wards/BEE"))
    assert "Elm Street" in ward
    assert "1 report" in ward
    assert "1 Elm Street" not in ward.replace("1 Elm Street, Larkhaven", "")


def test_a_manager_counts_reports_by_answer(
    client: FlaskClient, morning: Session, people: People, browser_of: Browser
) -> None:
    report(client, f"/premises/{ELM_1}/report", {"stream": "refuse"})
    report(client, f"/premises/{uprn_of('10000002', 2)}/report", {"stream": "refuse"})
    page = words_of(browser_of(people.mo).get("/rounds"))
    assert "Street blocked 2" in page
    assert morning.scalars(select(VerdictRow)).all() != []
