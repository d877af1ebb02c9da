"""A resident's report from the first page to its answer, and everything they may get wrong."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db.tables import ReportContactRow, ReportRow
from tests.server.web.forms import send_form, token_from, words_of
from tests.server.web.reporting import ASH_1, ASH_4, ELM_1, hidden_of, report, the_report
from tests.server.web.town import NOW, People, add_statements

pytestmark = pytest.mark.db


@pytest.fixture
def morning(session: Session, people: People) -> Session:
    add_statements(session)
    session.commit()
    return session


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
