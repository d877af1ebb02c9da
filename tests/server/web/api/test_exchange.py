"""The exchange over HTTP on a real PostGIS: every operation once, whatever the line does."""

import gzip
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from server.actions.enrol_device import revoke_device
from sync.canonical import canonical_json
from sync.client import Answer, Request, Trouble
from sync.digest import EMPTY_DIGEST
from sync.driver import NoAnswerError
from sync.exchange import LARGEST_BODY, PROTO, OpResult, decode_refusal, decode_reply
from sync.ops import (
    Retraction,
)
from sync.wire import op_of_body, seal
from sync.words import OpKind, Outcome, Reason
from tests.server.handset import Handset
from tests.server.round_book import NOW, STREETS
from tests.sync.make import make_visit

pytestmark = pytest.mark.db
Make = Callable[..., Handset]


def count(session: Session, table: str) -> int:
    counting = text(f"select count(*) from {table}")  # noqa: S608 - our own words
    return int(session.execute(counting).scalar_one())


def test_what_a_squad_recorded_is_kept_and_settled(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    done = handset.visit()
    blocked = handset.visit(
        usrn=STREETS[1], outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES
    )
    handset.sync()
    assert handset.status_of(done) == handset.status_of(blocked) == "accepted"
    assert handset.log.count_pending() == 0
    rows = book.execute(text("select usrn, outcome, reason from visit order by usrn")).all()
    assert [tuple(row) for row in rows] == [
        (STREETS[0], "completed", None),
        (STREETS[1], "not_collected", "parked_vehicles"),
    ]


def test_sending_again_is_free(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    op = handset.visit()
    lost: list[tuple[OpResult, ...]] = []

    def lose_first_answer(request: Request) -> Answer:
        answer = Handset.send(handset, request)
        if not lost:
            lost.append(decode_reply(answer.body).results)
            raise NoAnswerError(Trouble.TIMED_OUT)
        return answer

    handset.carry = lose_first_answer
    handset.sync()
    handset.sync()
    assert handset.status_of(op) == "accepted"
    assert handset.log.ops[op.id].result == lost[0][0], "the same result, the same change number"
    assert count(book, "op") == count(book, "visit") == count(book, "change") == 1


def test_a_gap_is_answered_with_how_far_the_server_is(make_handset: Make) -> None:
    handset = make_handset()
    first, second = handset.visit(), handset.visit(usrn=STREETS[1])
    answer = handset.post(second)
    assert answer.status == 409
    refusal = decode_refusal(answer.body)
    assert refusal.code == "exchange.gap"
    assert refusal.haves == ((handset.log.current_inc(), 0, EMPTY_DIGEST),)
    handset.sync()
    assert handset.status_of(first) == handset.status_of(second) == "accepted"


def test_a_number_used_for_another_operation_is_refused_and_the_device_begins_anew(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    old_inc = handset.log.current_inc()
    copy = deepcopy(handset.log)
    kept = handset.visit()
    handset.sync()
    handset.log = copy  # its database was rolled back
    again = handset.visit(usrn=STREETS[1])
    handset.sync()
    assert handset.log.current_inc() != old_inc
    assert handset.status_of(again) == "accepted"
    assert count(book, "op") == 2
    assert (
        book.execute(text("select count(*) from op where id = :id"), {"id": kept.id}).scalar() == 1
    )


def test_changed_content_under_a_known_id_is_rejected_and_kept_as_evidence(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    op = handset.visit()
    handset.sync()
    forged = seal(replace(op, data=make_visit(usrn=STREETS[1]), ent=f"R1@2026-05-04/{STREETS[1]}"))
    answer = handset.post(replace(forged, seq=1))
    (result,) = decode_reply(answer.body).results
    assert (result.status, result.reason) == ("rejected", "content_changed")
    assert book.execute(text("select usrn from visit")).scalar_one() == STREETS[0]
    payload = book.execute(text("select payload from opaque_payload")).scalar_one()
    assert STREETS[1].encode() in payload


def test_one_bad_operation_is_set_aside_alone(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    before = handset.visit()
    handset.append_raw(lambda raw: raw | {"kind": "teleported"})
    handset.append_raw(lambda raw: raw | {"v": 99})
    handset.append_raw(lambda raw: raw | {"data": {"outcome": "completed"}})
    handset.append_raw(lambda raw: raw | {"squad": "Squad\x00One"})
    handset.append_raw(lambda raw: raw | {"squad": "\ud800"})
    after = handset.visit(usrn=STREETS[1])
    handset.sync()
    assert handset.status_of(before) == handset.status_of(after) == "accepted"
    rows = book.execute(text("select seq, status, reason from op order by seq")).all()
    assert [tuple(row) for row in rows] == [
        (1, "accepted", None),
        (2, "quarantined", "op.unknown_kind at kind"),
        (3, "quarantined", "op.newer_version at v"),
        (4, "quarantined", "field.missing at data.round_id"),
        (5, "quarantined", "field.control_character at squad"),
        (6, "quarantined", "field.lone_surrogate at squad"),
        (7, "accepted", None),
    ]


def test_an_operation_that_breaks_the_database_is_set_aside_with_its_traceback(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    book.execute(text("alter table visit add constraint no_mondays check (usrn <> '10012346')"))
    book.commit()  # what is asked quickly first is rolled back whole, and then asked with care
    ops = [handset.visit(usrn=usrn) for usrn in STREETS]
    handset.sync()
    assert [handset.status_of(op) for op in ops] == ["accepted", "quarantined", "accepted"]
    fault = book.execute(text("select fault from op where status = 'quarantined'")).scalar_one()
    assert "no_mondays" in fault
    assert count(book, "visit") == 2


def test_what_the_device_had_no_business_to_say_is_rejected(make_handset: Make) -> None:
    handset = make_handset()
    cases = [
        (handset.visit(round_id="R2"), "not_your_round"),
        (handset.visit(round_id="R9"), "unknown_round"),
        (handset.visit(usrn="999"), "unknown_street"),
        (
            handset.visit(uprn="404", outcome=Outcome.COLLECTED),
            "unknown_premises",
        ),
        (handset.visit(entry_id="E404"), "unknown_entry"),
        (handset.visit(round_id="R3"), None),
    ]
    handset.sync()
    assert [handset.reason_of(op) for op, _ in cases] == [reason for _, reason in cases]
    assert handset.log.count_pending() == 0


def test_what_is_known_from_an_earlier_log_is_answered_though_its_numbers_are_new(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    ops = [handset.visit(usrn=usrn) for usrn in STREETS]
    handset.sync()
    handset.log.adopt(handset.new_inc())
    answer = handset.post(*(replace(op, seq=seq) for seq, op in enumerate(ops, 1)))
    assert answer.status == 200
    reply = decode_reply(answer.body)
    assert [result.status for result in reply.results] == ["accepted"] * len(ops)
    assert reply.haves[0][:2] == (handset.log.current_inc(), len(ops))
    assert count(book, "visit") == count(book, "op") == len(ops)


def test_a_device_speaks_only_for_squads_it_was_enrolled_for(make_handset: Make) -> None:
    handset = make_handset("S1")
    handset.squad = "S2"
    op = handset.visit(round_id="R2")
    handset.sync()
    assert (handset.status_of(op), handset.reason_of(op)) == ("quarantined", "squad_not_of_device")


def test_what_was_captured_after_a_revocation_is_kept_and_set_aside(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    handset.sync()
    before = handset.visit()
    handset.boot_ms += 3_600_000
    after = handset.visit(usrn=STREETS[1])
    revoke_device(book, UUID(handset.enrolled.device), NOW + timedelta(minutes=30))
    book.commit()
    handset.sync()
    assert handset.status_of(before) == "accepted"
    assert (handset.status_of(after), handset.reason_of(after)) == ("quarantined", "device_revoked")
    assert handset.state.trouble is Trouble.REVOKED
    assert handset.log.count_pending() == 0


def test_nobody_without_a_secret_is_heard(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    op = handset.visit()
    handset.enrolled = replace(handset.enrolled, secret="guessed")  # noqa: S106 - a wrong one
    handset.sync()
    assert handset.state.trouble is Trouble.SECRET_REFUSED
    assert handset.status_of(op) is None, "nothing is dropped"
    assert count(book, "op") == 0


def test_a_body_that_cannot_be_read_is_kept_once_and_refused(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    for _ in range(2):
        answer = handset.post_bytes(b'{"proto": 1, "inc": ')
        assert answer.status == 400
        assert json.loads(answer.body)["code"] == "request.unreadable"
    assert (
        book.execute(text("select payload from opaque_payload")).scalar_one()
        == b'{"proto": 1, "inc": '
    )


def test_the_one_operation_that_cannot_be_read_is_rescued_as_bytes(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    before, spoilt, after = (handset.visit(usrn=usrn) for usrn in STREETS)
    kept = handset.log.ops[spoilt.id]
    kept.body = kept.body.replace(",", ", ", 1)  # a bit of its text was lost on the device
    for _ in range(12):
        handset.sync(600_000)
    assert handset.log.count_pending() == 0
    assert [handset.status_of(op) for op in (before, spoilt, after)] == [
        "accepted",
        "quarantined",
        "accepted",
    ]
    assert (
        "base64"
        in book.execute(text("select body from op where status = 'quarantined'")).scalar_one()
    )


def test_a_bomb_is_refused(make_handset: Make) -> None:
    handset = make_handset()
    answer = handset.post_packed(gzip.compress(b" " * (64 * 1024 * 1024)))
    assert answer.status == 413
    assert answer.body and json.loads(answer.body)["details"]["limit"] == LARGEST_BODY


@pytest.mark.parametrize(
    "packed", [b"", b"not gzip", gzip.compress(b"{}" * 100)[:-12]], ids=["empty", "plain", "cut"]
)
def test_what_is_not_gzip_is_refused(make_handset: Make, packed: bytes) -> None:
    assert make_handset().post_packed(packed).status == 400


def test_an_app_newer_than_the_server_waits_and_loses_nothing(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    op = handset.visit()
    body = json.loads(handset.body_with([op]))
    answer = handset.post_bytes(canonical_json(body | {"proto": PROTO + 1}).encode())
    assert (answer.status, json.loads(answer.body)["code"]) == (503, "exchange.newer_protocol")
    assert count(book, "op") == 0


def test_a_batch_takes_the_same_few_statements_whatever_its_size(
    make_handset: Make, book: Session
) -> None:
    taken = []
    for count in (20, 200):
        handset = make_handset(seed=count)
        ops = [handset.visit(usrn=STREETS[n % 3]) for n in range(count // 2)]
        for op in ops:
            handset.record(Retraction(op.id), kind=OpKind.RETRACTION, ent=op.ent)
        statements: list[str] = []
        connection = book.connection()

        def note(*said: object, kept: list[str] = statements) -> None:
            kept.append(str(said[2]))

        event.listen(connection, "before_cursor_execute", note)
        request = handset.body_with(
            [op_of_body(o.body, o.seq) for o in handset.log.pending_run(500, 1 << 20)]
        )
        assert handset.post_bytes(request).status == 200
        event.remove(connection, "before_cursor_execute", note)
        taken.append(len(statements))
    assert max(taken) <= 45, "the first also begins the feed"


def test_what_could_not_be_read_can_be_taken_back(make_handset: Make, book: Session) -> None:
    """It may be repaired one day, and then stays taken back."""
    handset = make_handset()
    visit = handset.visit()
    handset.log.ops[visit.id].body = "{"
    handset.sync()
    assert handset.status_of(visit) == "quarantined"
    undo = handset.record(Retraction(visit.id), kind=OpKind.RETRACTION, ent=visit.ent)
    handset.sync()
    assert (handset.status_of(undo), handset.reason_of(undo)) == ("accepted", None)
