"""A manager writes to squads: their devices get it by the feed, what came of it is shown, and it can be taken back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server.actions.decide_report import Deciding, decide_report
from server.actions.dispute_report import dispute_report
from server.actions.judge_report import NewReport, make_report
from server.db.accounts import Account
from server.db.pack import list_pack_messages
from server.db.tables import ChangeRow, MessageRow
from sync.ops import MessageRead
from sync.packs import decode_message
from sync.words import OpKind
from tests.server.photos.fleet import ADD_INCARNATION, Handheld, keep_op
from tests.server.web.forms import send_form, token_from, words_of
from tests.server.web.town import NOW, People, add_statements, id_of, uprn_of
from tests.sync.make import make_op

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
HEARD = text("update device set last_contact_at = :at where id = :id")


@pytest.fixture
def manager(browser_of: Browser, people: People) -> FlaskClient:
    return browser_of(people.mo)


def send(client: FlaskClient, **changes: Any) -> Any:
    form = {"text": "Mill Lane is closed\nfrom noon.", "to": "some", "squads": "ASH", "days": "2"}
    return send_form(client, "/messages", form | changes)


def sent_rows(session: Session) -> list[MessageRow]:
    return list(session.scalars(select(MessageRow).order_by(MessageRow.squad)))


def test_a_message_to_one_squad_is_told_to_that_squads_devices_alone(
    session: Session, manager: FlaskClient
) -> None:
    assert send(manager).status_code == 303
    (row,) = sent_rows(session)
    assert (row.squad, row.text, row.needs_reading) == (
        "ASH",
        "Mill Lane is closed from noon.",
        False,
    )
    assert row.expires_at == NOW + timedelta(days=2)
    (change,) = session.scalars(select(ChangeRow))
    assert (change.squad, change.kind, change.ent) == ("ASH", "message", str(row.id))
    page = words_of(manager.get("/messages"))
    assert "Mill Lane is closed from noon." in page and "Mo Example, 11:20 today" in page
    assert "On 0 of 1" in page and "Not in contact since: Squad Ash (Handheld ash-1)" in page


def test_all_squads_are_one_message_and_several_squads_one_each(
    session: Session, manager: FlaskClient
) -> None:
    assert send(manager, to="everybody").status_code == 303
    assert [row.squad for row in sent_rows(session)] == [None]
    assert send(manager, squads=["BIRCH", "ASH"]).status_code == 303
    assert [row.squad for row in sent_rows(session)] == ["ASH", "BIRCH", None]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": " \n "}, "Write what the squads should read"),
        ({"text": "x" * 501}, "at most 500 characters"),
        ({"squads": []}, "Choose at least one squad"),
        ({"squads": "NOBODY"}, "There is no such squad"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    session: Session, manager: FlaskClient, changes: dict[str, Any], said: str
) -> None:
    answer = send(manager, **changes)
    assert answer.status_code in (400, 404)
    assert said in words_of(answer)
    assert changes.get("text", "Mill Lane is closed").strip()[:19] in words_of(answer)
    assert sent_rows(session) == [] == list(session.scalars(select(ChangeRow)))


def test_all_that_is_missing_is_said_at_once(session: Session, manager: FlaskClient) -> None:
    words = words_of(send(manager, text=" ", squads=[]))
    assert "Write what the squads should read" in words and "Choose at least one squad" in words
    assert sent_rows(session) == []


def test_the_page_tells_on_which_handhelds_it_is_and_who_has_read_it(
    app: Flask, session: Session, manager: FlaskClient
) -> None:
    send(manager, to="everybody", needs_reading="yes")
    (row,) = sent_rows(session)
    assert "Read on 0 of 2" in words_of(manager.get("/messages"))
    later = NOW + timedelta(minutes=3)
    session.execute(HEARD, {"at": later, "id": id_of("ash-1")})
    session.commit()
    page = words_of(manager.get("/messages"))
    assert "There, not confirmed yet: Squad Ash" in page
    assert "Not in contact since: Squad Birch" in page
    read_it(session, str(row.id))
    page = words_of(manager.get("/messages"))
    assert "Read on 1 of 2" in page and "Read by Squad Ash" in page


def read_it(session: Session, message_id: str) -> None:
    """The operation that Squad Ash's handheld would have sent."""
    held = Handheld(str(id_of("ash-1")), "", str(id_of("inc of ash-1")))
    session.execute(ADD_INCARNATION, {"inc": held.inc, "device": held.id, "now": NOW})
    op = make_op(MessageRead(message_id), kind=OpKind.MESSAGE_READ, ent=message_id)
    keep_op(session, held, op, "accepted", NOW + timedelta(minutes=4))
    session.execute(text("update op set kind = 'message_read' where id = :id"), {"id": op.id})
    session.commit()


def test_a_message_taken_back_is_told_as_gone_and_not_shown_as_running(
    session: Session, manager: FlaskClient
) -> None:
    send(manager)
    (address,) = re.findall(r'action="(/messages/[^"]+/withdraw)"', manager.get("/messages").text)
    assert send_form(manager, "/messages", {}, address).status_code == 303
    assert session.scalars(select(ChangeRow).order_by(ChangeRow.n.desc())).first().body == {}  # type: ignore[union-attr]
    page = manager.get("/messages")
    assert "Taken back" in words_of(page) and address not in page.text
    assert send_form(manager, "/messages", {}, address).status_code == 404


def test_a_message_whose_time_is_over_says_so(
    app: Flask, session: Session, browser_of: Browser, people: People
) -> None:
    send(browser_of(people.mo), days="1")
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1, minutes=1)
    page = browser_of(people.mo).get("/messages")
    assert "Over" in words_of(page) and "Take it back" not in words_of(page)


def test_the_squads_page_leads_to_a_message_with_that_squad_ticked(manager: FlaskClient) -> None:
    assert 'href="/messages?squad=ASH"' in manager.get("/squads").text
    page = manager.get("/messages?squad=ASH").text
    assert re.search(r'value="ASH" checked', page) and not re.search(r'value="BIRCH" checked', page)


def test_neither_agents_nor_members_write_to_squads(
    session: Session, browser_of: Browser, people: People
) -> None:
    for who in (people.erin, people.alice):
        client = browser_of(who)
        assert client.get("/messages").status_code == 403
        form = {"csrf_token": token_from(client.get("/")), "text": "x", "to": "everybody"}
        assert client.post("/messages", data=form).status_code == 403
    assert browser_of(people.mo).post("/messages", data={"text": "x"}).status_code == 400
    assert sent_rows(session) == []


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("upheld", "A manager found the resident right. The kerb is empty in the photo."),
        ("rejected", "A manager found that your record stands. The kerb is empty in the photo."),
    ],
)
def test_a_squad_learns_by_the_feed_what_was_decided_about_its_record(
    session: Session, people: People, decision: str, words: str
) -> None:
    add_statements(session)
    made = make_report(session, NewReport("refuse", NOW, uprn_of("10000001", 4)), NOW)
    dispute_report(session, made.reference, made.link_token, "It was out at six.", NOW)
    why = "The kerb is empty in the photo."
    decide_report(session, Deciding(made.reference, "dispute", decision, why, people.mo.id), NOW)
    told = {row.kind: row for row in session.scalars(select(ChangeRow))}
    assert told["message"].squad == "ASH"
    said = told["message"].body["text"]
    assert said == f"4 Ash Road, Larkhaven, General waste, 19 November: {words}"
    assert "It was out at six." not in said
    message = decode_message(told["message"].body)
    assert message.code == f"decision.{decision}"
    assert dict(message.fields) == {
        "place": "4 Ash Road, Larkhaven",
        "stream": "General waste",
        "on": "2026-11-19",
        "why": why,
    }
    assert list_pack_messages(session, "ASH", NOW) == (message,), "a new pack brings the same"
    assert ("return" in told) is (decision == "upheld")


def test_a_long_reason_is_cut_where_a_message_ends(session: Session, people: People) -> None:
    add_statements(session)
    made = make_report(session, NewReport("refuse", NOW, uprn_of("10000001", 4)), NOW)
    dispute_report(session, made.reference, made.link_token, "It was out.", NOW)
    deciding = Deciding(made.reference, "dispute", "rejected", "word " * 300, people.mo.id)
    decide_report(session, deciding, NOW)
    (row,) = sent_rows(session)
    assert len(row.text) == 500 and row.text.endswith("…")
