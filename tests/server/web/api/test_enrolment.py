"""Enrolment: a one-time code for a secret, and coming back with the old one."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.enrol_device import issue_enrolment_code
from tests.server.handset import Handset
from tests.server.round_book import NOW

pytestmark = pytest.mark.db


def enrol(client: FlaskClient, code: str, **more: str) -> tuple[int, dict[str, str]]:
    answer = client.post(
        "/v1/enrol", json={"code": code, "label": "handheld 7", "app": "1.0", **more}
    )
    return answer.status_code, json.loads(answer.data)


def test_a_code_gives_a_secret_once(client: FlaskClient, book: Session, clock: None) -> None:
    code = issue_enrolment_code(book, "S1", "mo", NOW)
    status, body = enrol(client, code.lower())
    assert status == 200
    assert (body["squad"], body["council"]) == ("S1", "Testford")
    row = book.execute(text("select label, squad, app_version, secret_hash from device")).one()
    assert tuple(row)[:3] == ("handheld 7", "S1", "1.0")
    assert body["secret"] not in row.secret_hash
    status, body = enrol(client, code)
    assert (status, body["code"]) == (403, "enrolment.code_refused")


def test_a_code_is_short_lived(client: FlaskClient, book: Session, clock: None) -> None:
    code = issue_enrolment_code(book, "S1", "mo", NOW - timedelta(minutes=31))
    assert enrol(client, code)[0] == 403


def test_a_wrong_code_is_refused(client: FlaskClient, book: Session, clock: None) -> None:
    assert enrol(client, "AAAAA-AAAAA")[0] == 403
    assert enrol(client, "A", label="  ")[1]["code"] == "enrolment.label_needed"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"code": 5}', b'{"code": "A"}', b"\xff"])
def test_nonsense_is_refused(client: FlaskClient, book: Session, body: bytes) -> None:
    assert client.post("/v1/enrol", data=body).status_code == 400


def test_enrolling_again_with_the_old_secret_keeps_device_log_and_numbers(
    make_handset: Callable[..., Handset], book: Session, client: FlaskClient
) -> None:
    handset = make_handset("S1")
    first = handset.visit()
    handset.sync()
    waiting = handset.visit(usrn="10012346")
    inc = handset.log.current_inc()
    code = issue_enrolment_code(book, "S2", "mo", NOW)
    _, body = enrol(client, code, secret=handset.enrolled.secret)
    assert body["device"] == handset.enrolled.device
    handset.enrolled = type(handset.enrolled)(body["device"], body["secret"], "S2", "Testford")
    handset.sync()
    assert handset.log.current_inc() == inc
    assert handset.status_of(first) == handset.status_of(waiting) == "accepted", (
        "S1's own, as captured"
    )
    assert handset.log.pack is not None
    assert handset.log.pack.squad == "S2", "its scope changed, so it fetched a new pack"


def test_enrolling_as_a_new_device_moves_the_log_to_a_new_incarnation(
    make_handset: Callable[..., Handset], book: Session, client: FlaskClient
) -> None:
    handset = make_handset("S1")
    handset.visit()
    handset.sync()
    waiting = handset.visit(usrn="10012346")
    inc = handset.log.current_inc()
    _, body = enrol(client, issue_enrolment_code(book, "S1", "mo", NOW))
    handset.enrolled = type(handset.enrolled)(body["device"], body["secret"], "S1", "Testford")
    handset.sync()
    assert handset.log.current_inc() != inc
    assert handset.status_of(waiting) == "accepted"
    assert book.execute(text("select count(*) from op")).scalar_one() == 2


def test_a_secret_that_ran_out_is_refused_in_words(
    make_handset: Callable[..., Handset], book: Session
) -> None:
    handset = make_handset()
    book.execute(text("update device set secret_expires_at = :at"), {"at": NOW})
    answer = handset.post_bytes(b"{}")
    assert (answer.status, json.loads(answer.body)["code"]) == (401, "device.secret_expired")
