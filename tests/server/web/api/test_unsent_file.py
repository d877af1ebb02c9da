"""A file of unsent records, carried to the server: the same as sending, as often as one likes, and nothing else."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.enrol_device import (
    Asking,
    enrol,
    hash_of_secret,
    issue_enrolment_code,
    revoke_device,
)
from server.actions.take_unsent import take_unsent
from server.core.problems import Problem
from server.db.devices import find_device
from sync.canonical import canonical_json
from sync.exchange import PROTO, ExchangeHead, SentAt
from sync.ops import ShiftEnded
from sync.unsent import Unsent, encode_unsent, head_of_file, plan_requests
from sync.words import ClockQuality
from tests.server.handset import Handset
from tests.server.round_book import NOW, NOW_MS, ON, STREETS

pytestmark = pytest.mark.db
Make = Callable[..., Handset]


def file_of(handset: Handset, secret: str | None = None) -> bytes:
    """What the phone saves: see crew_app.store.unsent."""
    head = head_of_file(handset.log, SentAt(NOW_MS, ClockQuality.ANCHORED))
    ops = handset.log.pending_run(10_000, 1 << 30)
    return encode_unsent(
        Unsent(handset.enrolled.device, head, ops), secret or handset.enrolled.secret
    )


def refusal_of(book: Session, data: bytes) -> str:
    with pytest.raises(Problem) as refused:
        take_unsent(book, data, NOW)
    return refused.value.code


def count(book: Session, table: str) -> int:
    return int(book.execute(text(f"select count(*) from {table}")).scalar_one())  # noqa: S608 - our own words


def test_a_file_is_taken_in_as_if_it_had_been_sent(make_handset: Make, book: Session) -> None:
    handset, other = make_handset(seed=1), make_handset(seed=2)
    other.sync()
    ops = [handset.visit(usrn=usrn) for usrn in STREETS]
    taken = take_unsent(book, file_of(handset), NOW)
    assert (taken.ops, taken.by_status) == (3, {"accepted": 3})
    assert count(book, "visit") == 3
    book.commit()
    other.sync()
    assert ("mark", ops[0].ent) in other.log.mirror
    heard = book.execute(text("select heard_through from device order by label")).scalars().first()
    assert heard == NOW, "with nothing left on the phone it is heard through the file's time"


def test_twice_and_then_by_signal_is_once(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    op = handset.visit()
    data = file_of(handset)
    first = take_unsent(book, data, NOW)
    assert take_unsent(book, data, NOW).by_status == first.by_status
    book.commit()
    later = handset.visit(usrn=STREETS[1])
    handset.sync()
    assert handset.status_of(op) == handset.status_of(later) == "accepted"
    assert count(book, "visit") == 2
    assert take_unsent(book, data, NOW).by_status == first.by_status, "an old file does no harm"


def test_a_long_file_goes_in_parts_and_keeps_its_manifest(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    for _ in range(300):
        handset.visit()
    digest = handset.log.digest_at(handset.log.current_inc(), 300) or ""
    handset.record(ShiftEnded("R1", ON, 300, 300, digest))
    taken = take_unsent(book, file_of(handset), NOW)
    assert taken.ops == 301
    assert book.execute(text("select complete_proven from collection")).scalar_one()


def test_what_somebody_changed_is_refused_whole(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    handset.visit()
    handset.visit(usrn=STREETS[1])
    body = json.loads(file_of(handset))
    body["ops"] = body["ops"][:1]
    assert refusal_of(book, canonical_json(body).encode()) == "unsent.tampered"
    assert refusal_of(book, file_of(handset, "another phone's secret")) == "unsent.tampered"
    assert count(book, "op") == 0


def test_a_file_saved_before_the_phone_was_enrolled_again_is_its_own(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    ops = [handset.visit(usrn=usrn) for usrn in STREETS]
    data = file_of(handset)
    secret = handset.enrolled.secret
    for _ in range(3):
        code = issue_enrolment_code(book, "S1", "test", NOW)
        secret = enrol(book, Asking(code, "handheld again", secret=secret), NOW).secret
    taken = take_unsent(book, data, NOW)
    assert (taken.device.id, taken.ops) == (handset.enrolled.device, len(ops))
    assert taken.by_status == {"accepted": 3}


def test_an_earlier_secret_proves_a_file_and_lets_nobody_in(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    handset.visit()
    old = handset.enrolled.secret
    code = issue_enrolment_code(book, "S1", "test", NOW)
    enrol(book, Asking(code, "handheld again", secret=old), NOW)
    assert find_device(book, hash_of_secret(old)) is None
    again = issue_enrolment_code(book, "S1", "test", NOW)
    stranger = enrol(book, Asking(again, "somebody", secret=old), NOW)
    assert stranger.device != handset.enrolled.device


def test_a_secret_of_long_ago_proves_nothing_any_more(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    handset.visit()
    data, secret = file_of(handset), handset.enrolled.secret
    for _ in range(6):
        code = issue_enrolment_code(book, "S1", "test", NOW)
        secret = enrol(book, Asking(code, "handheld again", secret=secret), NOW).secret
    assert refusal_of(book, data) == "unsent.tampered"


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"{}", b"[1]", b'{"format":"roundbook-unsent-1"}']
)
def test_what_is_no_such_file_is_refused(book: Session, data: bytes) -> None:
    assert refusal_of(book, data) == "unsent.not_ours"


def test_a_device_of_another_council_is_not_known(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    handset.visit()
    body = json.loads(file_of(handset))
    body["device"] = "0d4ad2c5-6f3a-4a2f-9f4e-0c5b1c1f0a11"
    assert refusal_of(book, canonical_json(body).encode()) == "unsent.unknown_device"


def test_a_file_that_does_not_follow_is_refused_and_the_phone_heals_it(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    handset.visit()
    handset.sync()
    handset.visit(usrn=STREETS[1])
    data = file_of(handset)
    book.execute(text("delete from visit"))
    book.execute(text("delete from op"))
    book.execute(text("update incarnation set have = 0, digest = '0000000000000000'"))
    book.commit()
    assert refusal_of(book, data) == "unsent.does_not_follow"
    assert count(book, "op") == 0


def test_what_a_lost_phone_recorded_after_it_was_revoked_waits_for_a_look(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    handset.sync()
    revoke_device(book, UUID(handset.enrolled.device), NOW)
    handset.visit()
    taken = take_unsent(book, file_of(handset), NOW)
    assert taken.by_status == {"quarantined": 1}


def test_a_damaged_record_in_the_file_is_kept_as_bytes_and_holds_up_nobody(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    first = handset.visit()
    handset.visit(usrn=STREETS[1])
    kept = handset.log.ops[first.id]
    kept.body = kept.body.replace("completed", "compl\x00ted", 1)
    taken = take_unsent(book, file_of(handset), NOW)
    assert taken.by_status == {"quarantined": 1, "accepted": 1}


def test_requests_follow_one_another_without_a_gap(make_handset: Make) -> None:
    handset = make_handset()
    for _ in range(600):
        handset.visit()
    data = handset.log.pending_run(10_000, 1 << 30)
    head = ExchangeHead(PROTO, handset.log.current_inc(), "a", 600, 0, SentAt(0, ClockQuality.RAW))
    requests = plan_requests(Unsent(handset.enrolled.device, head, data))
    seqs = [op.seq for request in requests for op in request.ops]
    assert seqs == list(range(1, 601))
    assert [request.head.pending_after for request in requests] == [350, 100, 0]
