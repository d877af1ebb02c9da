"""What a manager decides about operations that the server holds back, and how the device comes to know of it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.enrol_device import revoke_device
from server.actions.replay_quarantined import (
    Decision,
    dismiss_op,
    dismiss_payload,
    repair_op,
    replay_op,
)
from server.core.problems import Problem
from server.db.held_ops import list_held_ops, list_held_payloads
from sync.client import Answer, Request
from sync.words import OpStatus
from tests.server.handset import Handset
from tests.server.round_book import NOW, STREETS

pytestmark = pytest.mark.db
Make = Callable[..., Handset]
REVIEWED = Decision(None, "looked at it")


def of_a_kind_to_come(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw, "v": 2}


def with_a_house_for_a_street(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw, "data": {**raw["data"], "outcome": "done and dusted"}}


def status_at(handset: Handset, op_id: str) -> str:
    result = handset.log.ops[op_id].result
    assert result is not None
    return result.status.value


def repaired(book: Session, op_id: str) -> str:
    body = dict(
        book.execute(text("select body from op where id = :id"), {"id": op_id}).scalar_one()
    )
    return json.dumps({**body, "data": {**body["data"], "outcome": "completed"}}, indent=2)


def count_visits(book: Session) -> int:
    return int(book.execute(text("select count(*) from visit")).scalar_one())


def test_a_repaired_record_takes_effect_and_the_original_stays(
    make_handset: Make, book: Session
) -> None:
    handset, other = make_handset(seed=1), make_handset(seed=2)
    op_id = handset.append_raw(with_a_house_for_a_street)
    handset.sync()
    other.sync()
    assert status_at(handset, op_id) == "quarantined"
    original = book.execute(text("select body from op")).scalar_one()
    result = repair_op(book, op_id, repaired(book, op_id), REVIEWED, NOW)
    book.commit()
    assert result.status is OpStatus.ACCEPTED
    assert count_visits(book) == 1
    assert book.execute(text("select body from op")).scalar_one() == original
    kept = book.execute(text("select deed, status_before, status, why, body from op_repair")).one()
    assert tuple(kept)[:4] == ("repaired", "quarantined", "accepted", "looked at it")
    assert kept.body["data"]["outcome"] == "completed"
    handset.sync()
    other.sync()
    assert status_at(handset, op_id) == "accepted", "told by the feed"
    assert other.log.mirror["mark", f"R1@2026-05-04/{STREETS[0]}"].body is not None
    assert list_held_ops(book, 9) == []


def test_a_record_of_a_newer_app_is_still_held_back_when_nothing_was_upgraded(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    op_id = handset.append_raw(of_a_kind_to_come)
    handset.sync()
    result = replay_op(book, op_id, REVIEWED, NOW)
    assert (result.status, result.reason) == (OpStatus.QUARANTINED, "op.newer_version at v")
    assert [held.id for held in list_held_ops(book, 9)] == [op_id]
    assert count_visits(book) == 0


def test_what_a_device_recorded_after_it_was_revoked_counts_once_somebody_looked(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    handset.sync()
    revoke_device(book, UUID(handset.enrolled.device), NOW - timedelta(hours=1))
    book.commit()
    op = handset.visit()
    handset.sync()
    assert handset.reason_of(op) == "device_revoked"
    assert replay_op(book, op.id, REVIEWED, NOW).status is OpStatus.ACCEPTED
    assert count_visits(book) == 1


def test_a_dismissed_record_stays_without_effect_and_its_device_is_told(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    op_id = handset.append_raw(with_a_house_for_a_street)
    handset.sync()
    with pytest.raises(Problem) as refused:
        dismiss_op(book, op_id, Decision(None, "  "), NOW)
    assert refused.value.code == "repair.reason_needed"
    dismiss_op(book, op_id, REVIEWED, NOW)
    book.commit()
    handset.sync()
    assert status_at(handset, op_id) == "rejected"
    with pytest.raises(Problem) as gone:
        replay_op(book, op_id, REVIEWED, NOW)
    assert gone.value.code == "held.not_there"


def test_a_record_sent_again_is_answered_as_it_was_decided(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    op_id = handset.append_raw(with_a_house_for_a_street)
    lost: list[bytes] = []

    def lose_answers(request: Request) -> Answer:
        lost.append(request.body or b"")
        return handset.send(request)

    handset.carry = lose_answers
    handset.sync()
    repair_op(book, op_id, repaired(book, op_id), REVIEWED, NOW)
    book.commit()
    sent = next(body for body in lost if op_id[:8] in body.decode() or b'"count"' in body)
    again = handset.post_bytes(sent)
    assert again.status == 200
    assert b"quarantined" not in again.body
    assert b"accepted" in again.body


def test_an_operation_that_came_as_bytes_is_read_again_after_an_upgrade(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    handset.carry = lambda request: (
        handset.send(request)
        if request.path != "/v1/exchange" or not request.ops
        else Answer(400, b'{"code": "request.unreadable"}')
    )
    op = handset.visit()
    for _ in range(12):
        handset.sync(passing_ms=600_000)
    assert handset.status_of(op) == "quarantined"
    assert replay_op(book, op.id, REVIEWED, NOW).status is OpStatus.ACCEPTED
    assert count_visits(book) == 1


def test_a_repair_must_keep_the_id_and_be_json(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    op_id = handset.append_raw(with_a_house_for_a_street)
    handset.sync()
    for body, code in (
        ("{", "repair.unreadable"),
        ("[]", "repair.unreadable"),
        ("{}", "repair.other_operation"),
    ):
        with pytest.raises(Problem) as refused:
            repair_op(book, op_id, body, REVIEWED, NOW)
        assert refused.value.code == code


def test_an_unreadable_body_is_listed_until_somebody_looked_at_it(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    assert handset.post_bytes(b"no json at all").status == 400
    (payload,) = list_held_payloads(book, 9)
    assert payload.payload == b"no json at all"
    dismiss_payload(book, payload.id, REVIEWED, NOW)
    assert list_held_payloads(book, 9) == []
    kept = book.execute(text("select payload, resolved_why from opaque_payload")).one()
    assert (bytes(kept.payload), kept.resolved_why) == (b"no json at all", "looked at it")
