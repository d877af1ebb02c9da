"""What nobody could read is emptied when its time is over; that it was held is kept."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.replay_quarantined import Decision, replay_op
from server.db.held_ops import list_held_ops, list_held_payloads
from server.db.opaque import NewOpaque, add_opaque, may_hold_a_track
from server.db.retention import TRACKS_KEPT, delete_expired
from sync.canonical import hash_of_text
from sync.digest import EMPTY_DIGEST
from sync.op_json import body_of
from sync.ops import Track
from sync.words import OpKind, OpStatus
from tests.server.round_book import NOW, ON
from tests.sync.make import make_op, make_visit

pytestmark = pytest.mark.db
DEVICE, PLACE = str(uuid4()), "530123457"
TRACK = make_op(
    Track("R1", ON, 1_000, ((0, int(PLACE), -10_100_000, 40),)),
    kind=OpKind.TRACK,
    ent=f"R1@{ON.isoformat()}",
)
OVER = NOW + TRACKS_KEPT + timedelta(seconds=1)
REVIEWED = Decision(None, "looked at it")


def packed(body: str) -> str:
    return base64.b64encode(body.encode()).decode()


@pytest.fixture
def device(book: Session) -> str:
    book.execute(
        text(
            "insert into device (id, label, squad, secret_hash, enrolled_at, secret_expires_at, app_version, "
            "pending_after, scope_version) values (cast(:id as uuid), 'h', 'S1', 'x', :now, :now, 'a', 0, 1)"
        ),
        {"id": DEVICE, "now": NOW},
    )
    return DEVICE


def keep_as_bytes(book: Session, body: str, kind: str = "") -> str:
    """An operation that came to /v1/opaque."""
    inc, op_id = str(uuid4()), str(uuid4())
    log = (
        "insert into incarnation (inc, device, have, digest, highest_seq, first_seen_at, seen_at) "
        "values (:inc, :device, 1, :d, 1, :now, :now)"
    )
    book.execute(text(log), {"inc": inc, "device": DEVICE, "d": EMPTY_DIGEST, "now": NOW})
    sql = (
        "insert into op (id, inc, seq, kind, v, ent, squad, h, body, status, reason, received_at) values "
        "(:id, :inc, 1, :kind, 1, '', '', :h, cast(:body as json), 'quarantined', 'opaque', :now)"
    )
    whole = f'{{"id":"{op_id}","base64":"{packed(body)}"}}'
    values = {"id": op_id, "inc": inc, "kind": kind, "h": hash_of_text(body), "body": whole}
    book.execute(text(sql), {**values, "now": NOW})
    return op_id


def body_at(book: Session, op_id: str) -> str:
    found = text("select body ->> 'base64' from op where id = cast(:id as uuid)")
    return base64.b64decode(str(book.execute(found, {"id": op_id}).scalar_one())).decode()


def test_bytes_are_emptied_and_what_is_known_of_them_stays(book: Session, device: str) -> None:
    payload = body_of(TRACK).encode()
    add_opaque(book, NewOpaque(device, "content_changed", payload, str(uuid4()), 7, TRACK.id), NOW)
    assert delete_expired(book, OVER - timedelta(seconds=2), ON).opaque == 0
    assert list_held_payloads(book, 9)[0].payload == payload
    assert delete_expired(book, OVER, ON).opaque == 1
    (held,) = list_held_payloads(book, 9)
    assert (held.payload, held.is_emptied, held.seq, held.op_id) == (b"", True, 7, TRACK.id)
    kept = book.execute(text("select sha256, emptied_at from opaque_payload")).one()
    assert kept.emptied_at == OVER and len(kept.sha256) == 64
    assert delete_expired(book, OVER, ON).opaque == 0, "once"
    add_opaque(book, NewOpaque(device, "content_changed", payload), OVER)
    assert [one.payload for one in list_held_payloads(book, 9)] == [b""], "it is known again"


def test_an_operation_that_came_as_bytes_loses_a_track_and_keeps_a_record(
    book: Session, device: str
) -> None:
    track = keep_as_bytes(book, body_of(TRACK))
    unreadable = keep_as_bytes(book, '{"kind":"track","fixes":[' + PLACE)
    visit = make_op(make_visit())
    record = keep_as_bytes(book, body_of(visit))
    delete_expired(book, OVER - timedelta(seconds=2), ON)
    assert PLACE in body_at(book, track)
    assert delete_expired(book, OVER, ON).opaque == 2
    assert body_at(book, track) == body_at(book, unreadable) == ""
    assert body_at(book, record) == body_of(visit)
    assert {held.id for held in list_held_ops(book, 9)} == {track, unreadable, record}
    assert replay_op(book, track, REVIEWED, OVER).status is OpStatus.QUARANTINED


@pytest.mark.parametrize(
    ("body", "may"),
    [
        ('{"kind":"track","data":{}}', True),
        ('{"kind":"visit","data":{}}', False),
        ('{"data":{"fixes":[[0,1,2,3]]}}', True),
        ("[1,2]", True),
        ("no json", True),
    ],
)
def test_what_cannot_be_told_from_a_track_goes(body: str, may: bool) -> None:
    assert may_hold_a_track(packed(body)) is may
    assert may_hold_a_track("no base64") is True
