"""A report from the first page to its answer: by a resident, a member, an agent; and everything they may get wrong."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.db.accounts import Account
from server.db.tables import ReportContactRow, ReportRow, VerdictRow
from tests.server.web.forms import send_form, token_from, words_of
from tests.server.web.town import NOW, People, add_statements, uprn_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]

ASH_1 = uprn_of("10000001", 1)  # its street is recorded as done
ASH_4 = uprn_of("10000001", 4)  # its bin was not out
ELM_1 = uprn_of("10000002", 1)  # its street was blocked
QUARRY_1 = uprn_of("10000004", 1)  # nothing recorded yet
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def morning(session: Session, people: People) -> Session:
    add_statements(session)
    session.commit()
    return session


def hidden_of(page: TestResponse) -> dict[str, str]:
    """The hidden values of a page's forms: what checking carries on to sending."""
    return {name: value for name, value in HIDDEN.findall(page.text) if name != "next"}


def report(client: FlaskClient, address: str, data: dict[str, str]) -> TestResponse:
    """Fill in the form, check the answers, send; follow to the report's page."""
    checked = send_form(client, address, data)
    assert checked.status_code == 200, words_of(checked)
    assert "Check your answers" in words_of(checked)
    return client.post(f"{address}/send", data=hidden_of(checked), follow_redirects=True)


def the_report(session: Session) -> ReportRow:
    return session.scalars(select(ReportRow)).one()


def test_a_sure_address_leads_straight_to_its_bins(client: FlaskClient, morning: Session) -> None:
    answer = client.get("/bins", query_string={"q": "1 Ash Road"})
    assert answer.location == f"/premises/{ASH_1}"
    page = words_of(client.get(answer.location))
    assert "Bins at 1 Ash Road" in page
    assert "Black bin General waste" in page
    assert "Next collection" in page


def test_a_postcode_leads_to_a_list(client: FlaskClient, morning: Session) -> None:
    page = client.get("/bins", query_string={"q": "lk11ab"})
    assert page.status_code == 200
    assert page.text.count('class="choice"') == 8


def test_an_unknown_address_leads_on_to_a_report_without_one(
    client: FlaskClient, morning: Session
) -> None:
    page = client.get("/bins", query_string={"q": "99 Nowhere Crescent"})
    assert "Report without a listed address" in words_of(page)
    assert "/report?address=99+Nowhere+Crescent" in page.text


def test_a_blocked_street_is_said_before_anybody_reports(
    client: FlaskClient, morning: Session
) -> None:
    page = words_of(client.get(f"/premises/{ELM_1}"))
    assert "Street blocked" in page
    assert "10:12 today" in page


def test_a_residents_report_is_answered_at_once_with_a_link_to_follow(
    client: FlaskClient, morning: Session
) -> None:
    story = report(client, f"/premises/{ASH_1}/report", {"stream": "refuse", "note": "By the gate"})
    page = words_of(story)
    kept = the_report(morning)
    assert "We have your report" in page
    assert kept.reference in page
    assert "Our answer" in page
    assert (kept.uprn, kept.stream, kept.made_by, kept.channel) == (
        ASH_1,
        "refuse",
        "resident",
        "web",
    )
    assert kept.note == "By the gate"
    link = story.request.path
    assert kept.reference in words_of(client.get(link))


def test_the_answer_names_what_the_squad_recorded(client: FlaskClient, morning: Session) -> None:
    page = words_of(report(client, f"/premises/{ASH_4}/report", {"stream": "refuse"}))
    assert "Left for a reason" in page
    assert "09:35 today" in page


def test_sent_twice_it_is_one_report_with_one_link(client: FlaskClient, morning: Session) -> None:
    checked = send_form(client, f"/premises/{ASH_1}/report", {"stream": "refuse"})
    first, second = (
        client.post(f"/premises/{ASH_1}/report/send", data=hidden_of(checked)) for _ in range(2)
    )
    assert first.location == second.location
    assert the_report(morning).reference in first.location


def test_sent_twice_by_different_browsers_the_link_stays_secret(
    app: Flask, client: FlaskClient, morning: Session
) -> None:
    checked = hidden_of(send_form(client, f"/premises/{ASH_1}/report", {"stream": "refuse"}))
    client.post(f"/premises/{ASH_1}/report/send", data=checked)
    other = app.test_client()
    token = token_from(other.get("/sign-in"))
    again = other.post(f"/premises/{ASH_1}/report/send", data=checked | {"csrf_token": token})
    assert "We have this report already" in words_of(again)
    assert "/reports/" not in again.text


def test_a_wrong_secret_and_a_wrong_reference_look_the_same(
    client: FlaskClient, morning: Session
) -> None:
    story = report(client, f"/premises/{ASH_1}/report", {"stream": "refuse"})
    _, _, reference, token = story.request.path.split("/")
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    answers = [
        client.get(f"/reports/{reference}/{wrong}"),
        client.get(f"/reports/RB-ZZZZ-ZZ/{token}"),
        client.get(f"/reports/RB-ZZZZ-ZZ/{wrong}"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({words_of(answer) for answer in answers}) == 1


def test_a_resident_can_take_a_report_back(client: FlaskClient, morning: Session) -> None:
    story = report(client, f"/premises/{ASH_1}/report", {"stream": "refuse"})
    link = story.request.path
    answer = send_form(client, link, {}, f"{link}/withdraw")
    assert answer.status_code == 303
    page = words_of(client.get(link))
    assert "Withdrawn" in page
    assert "Withdraw the report" not in page
    morning.expire_all()
    assert the_report(morning).withdrawn_at == NOW


def test_contact_details_are_kept_apart_and_never_shown(
    client: FlaskClient, morning: Session
) -> None:
    data = {"stream": "refuse", "email": "casey@example.org", "phone": "028 9032 0202"}
    story = report(client, f"/premises/{ASH_1}/report", data)
    contact = morning.scalars(select(ReportContactRow)).one()
    assert (contact.email, contact.phone) == ("casey@example.org", "028 9032 0202")
    assert "casey" not in story.text
    assert "9032" not in story.text


def test_an_unlisted_address_is_taken_for_triage(client: FlaskClient, morning: Session) -> None:
    data = {"stream": "food", "address": "The Boathouse, River Walk"}
    page = words_of(report(client, "/report", data))
    kept = the_report(morning)
    assert (kept.uprn, kept.address_given) == (None, "The Boathouse, River Walk")
    assert "Address to be found" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stream": ""}, "Choose which bin was missed"),
        ({"stream": "garden"}, "Choose which bin was missed"),  # this premises has none
        ({"stream": "'; drop table report; --"}, "Choose which bin was missed"),
        ({"email": "not an address"}, "Enter an email address like"),
        ({"phone": "call me"}, "Enter a phone number like"),
    ],
    ids=["no bin", "a bin that is not theirs", "no bin at all", "email", "phone"],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_kept(
    client: FlaskClient, morning: Session, changes: dict[str, str], said: str
) -> None:
    address = f"/premises/{ASH_1}/report"
    for step in (address, f"{address}/send"):
        answer = send_form(client, address, {"stream": "refuse", **changes}, step)
        assert answer.status_code == 400
        assert words_of(answer).count(said) == 2  # in the summary and at the field
    assert morning.scalars(select(ReportRow)).all() == []


def test_changing_an_answer_leads_back_with_what_was_typed(
    client: FlaskClient, morning: Session
) -> None:
    address = f"/premises/{ASH_1}/report"
    checked = send_form(client, address, {"stream": "refuse", "note": "By the gate"})
    again = client.post(f"{address}/send", data=hidden_of(checked) | {"change": "yes"})
    assert again.status_code == 200
    assert "By the gate" in again.text
    assert morning.scalars(select(ReportRow)).all() == []


@pytest.mark.parametrize(
    "note",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ config }}",
        "%(name)s %s %d",
        "' or 1=1 --",
        "\u202egnp.exe",
        "líne\r\none\ttab",
        "x" * 5000,
    ],
    ids=range(8),
)
def test_a_note_stays_text_through_every_step(
    client: FlaskClient, morning: Session, people: People, note: str
) -> None:
    address = f"/premises/{ASH_1}/report"
    checked = send_form(client, address, {"stream": "refuse", "note": note})
    story = client.post(f"{address}/send", data=hidden_of(checked), follow_redirects=True)
    assert story.status_code == 200
    for page in (checked, story):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "SECRET_KEY" not in page.text
    kept = the_report(morning).note
    assert len(kept) <= 1000
    assert all(c == "\n" or c.isprintable() for c in kept)


def test_a_report_without_the_forms_token_is_refused(client: FlaskClient, morning: Session) -> None:
    answer = client.post(f"/premises/{ASH_1}/report/send", data={"stream": "refuse"})
    assert answer.status_code == 400
    assert morning.scalars(select(ReportRow)).all() == []


def test_premises_that_are_none_are_not_found(client: FlaskClient, morning: Session) -> None:
    assert client.get("/premises/999999999999").status_code == 404
    assert client.get("/premises/999999999999/report").status_code == 404


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
