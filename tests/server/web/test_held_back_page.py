"""The manager's page of what the server holds back: looked at in words, replayed, repaired, dismissed, written down."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.take_exchange import take_exchange
from server.db.accounts import Account
from server.db.devices import NewDevice, add_device, get_device
from server.db.opaque import NewOpaque, add_opaque, empty_opaque
from sync.canonical import canonical_json, read_json
from sync.device_log import StoredOp
from sync.exchange import ExchangeHead, ExchangeRequest, SentAt, sent_op
from sync.op_json import body_of
from sync.unsent import Unsent, encode_unsent
from sync.words import ClockQuality
from tests.server.web.forms import send_form, token_from, words_of
from tests.server.web.town import NOW, ON, People
from tests.sync.make import make_op, make_visit

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]


@pytest.fixture
def held(people: People, session: Session) -> str:
    """The id of an operation held back: a visit with an outcome that there is not."""
    device = str(uuid4())
    new = NewDevice(device, "Handheld 9", "ASH", "a hash", NOW, "test-1")
    add_device(session, new, NOW)
    op = make_op(make_visit(round_id="REF-B", on=ON, usrn="10000002"), squad="ASH")
    raw = read_json(body_of(op))
    raw["data"]["outcome"] = "done and dusted"
    head = ExchangeHead(1, str(uuid4()), "test-1", 1, 0, SentAt(0, ClockQuality.RAW))
    request = ExchangeRequest(head, (sent_op(1, canonical_json(raw)),))
    take_exchange(session, get_device(session, device), request, NOW)
    add_opaque(session, NewOpaque(device, "json.unreadable", b"\x00<html>"), NOW)
    session.commit()
    return op.id


def status_of(session: Session, op_id: str) -> str:
    found = text("select status from op where id = cast(:id as uuid)")
    return str(session.execute(found, {"id": op_id}).scalar_one())


def verbs(session: Session) -> list[str]:
    return list(
        session.execute(
            text("select verb from audit where account is not null order by id")
        ).scalars()
    )


def test_what_is_held_back_is_listed_in_words(
    browser_of: Browser, people: People, held: str
) -> None:
    client = browser_of(people.mo)
    assert "Look at them" in words_of(client.get("/squads"))
    page = words_of(client.get("/squads/held-back"))
    assert "A record of a street or premises" in page
    assert "Handheld 9" in page
    assert "field.not_one_of" in page or "Something in it cannot be right" in page
    assert "A whole message could not be read" in page
    one = words_of(client.get(f"/squads/held-back/{held}"))
    assert "done and dusted" in one


def test_a_manager_repairs_a_record(
    browser_of: Browser, people: People, held: str, session: Session
) -> None:
    client = browser_of(people.mo)
    where = f"/squads/held-back/{held}"
    found = text("select body from op where id = cast(:id as uuid)")
    body = session.execute(found, {"id": held}).scalar_one()
    broken = send_form(client, where, {"body": "{"}, f"{where}/repair")
    assert broken.status_code == 400
    assert "is not JSON" in words_of(broken)
    repaired = {**body, "data": {**body["data"], "outcome": "completed"}}
    page = send_form(client, where, {"body": json.dumps(repaired)}, f"{where}/repair")
    assert page.status_code == 302
    assert "takes effect now" in words_of(client.get("/squads/held-back"))
    assert status_of(session, held) == "accepted"
    assert "op.repaired" in verbs(session)


def test_a_manager_dismisses_a_record_with_a_reason(
    browser_of: Browser, people: People, held: str, session: Session
) -> None:
    client = browser_of(people.mo)
    where = f"/squads/held-back/{held}"
    silent = send_form(client, where, {"why": ""}, f"{where}/dismiss")
    assert silent.status_code == 400
    assert status_of(session, held) == "quarantined"
    send_form(client, where, {"why": "A test record"}, f"{where}/dismiss")
    assert status_of(session, held) == "rejected"
    assert "op.dismissed" in verbs(session)


def test_replaying_all_leaves_what_is_still_wrong(
    browser_of: Browser, people: People, held: str, session: Session
) -> None:
    client = browser_of(people.mo)
    send_form(client, "/squads/held-back", {}, "/squads/held-back/replay")
    assert status_of(session, held) == "quarantined"
    assert "0 records were decided" in words_of(client.get("/squads/held-back"))


def test_bytes_nobody_could_read_are_looked_at(
    browser_of: Browser, people: People, held: str, session: Session
) -> None:
    client = browser_of(people.mo)
    number = session.execute(text("select id from opaque_payload")).scalar_one()
    where = f"/squads/held-back/payloads/{number}/dismiss"
    send_form(client, "/squads/held-back", {"why": "A hotel's page"}, where)
    assert "What nobody could read" not in words_of(client.get("/squads/held-back"))


def test_bytes_whose_time_is_over_are_listed_without_what_was_in_them(
    browser_of: Browser, people: People, held: str, session: Session
) -> None:
    client = browser_of(people.mo)
    assert "&lt;html&gt;" in client.get("/squads/held-back").text
    empty_opaque(session, NOW + timedelta(seconds=1), NOW)
    session.commit()
    page = client.get("/squads/held-back").text
    assert "&lt;html&gt;" not in page
    assert "Its time is over" in page


def test_a_manager_takes_in_a_file_that_is_none(
    browser_of: Browser, people: People, held: str
) -> None:
    client = browser_of(people.mo)
    token = token_from(client.get("/squads/held-back"))
    form = {"csrf_token": token, "file": (BytesIO(b"a holiday picture"), "picture.jpg")}
    page = client.post("/squads/held-back/file", data=form)
    assert page.status_code == 400
    assert "This is not a file of unsent records" in words_of(page)


def test_a_manager_takes_in_a_file_of_a_phone(
    browser_of: Browser, people: People, session: Session
) -> None:
    device, secret = str(uuid4()), "a secret of forty letters"
    secret_hash = hashlib.sha256(secret.encode()).hexdigest()
    add_device(session, NewDevice(device, "Handheld 9", "ASH", secret_hash, NOW, "test-1"), NOW)
    session.commit()
    op = make_op(make_visit(round_id="REF-B", on=ON, usrn="10000002"), squad="ASH")
    head = ExchangeHead(1, str(uuid4()), "test-1", 1, 0, SentAt(0, ClockQuality.RAW))
    unsent = Unsent(device, head, (StoredOp(1, op.id, body_of(op), op.h),))
    client = browser_of(people.mo)
    token = token_from(client.get("/squads/held-back"))
    file = (BytesIO(encode_unsent(unsent, secret)), "roundbook-unsent.json")
    page = client.post("/squads/held-back/file", data={"csrf_token": token, "file": file})
    assert page.status_code == 302
    said = words_of(client.get("/squads/held-back"))
    assert "The file held 1 record of Handheld 9." in said
    assert status_of(session, op.id) == "accepted"
    assert "unsent.taken" in verbs(session)


def test_an_agent_may_not_see_it(browser_of: Browser, people: People, held: str) -> None:
    assert browser_of(people.erin).get("/squads/held-back").status_code == 403
