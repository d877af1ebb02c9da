"""Devices that send photos, and how a request of theirs looks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.actions.enrol_device import enrol_device, issue_enrolment_code
from server.db.op_effects import expect_blobs
from server.db.rounds import Squad, put_squads
from sync.ops import Attachment, Op
from sync.photos import PART_BYTES, PART_TYPE
from sync.wire import body_of
from tests.pictures import name_of
from tests.sync.make import make_op

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ADD_INCARNATION = text(
    "insert into incarnation (inc, device, have, digest, highest_seq, first_seen_at, seen_at) "
    "values (cast(:inc as uuid), cast(:device as uuid), 0, '', 0, :now, :now) on conflict do nothing"
)
ADD_OP = text(
    "insert into op (id, inc, seq, kind, v, ent, squad, h, body, status, received_at) values (cast(:id as uuid), "
    "cast(:inc as uuid), :seq, 'visit', 1, :ent, 'S1', '', cast(:body as jsonb), :status, :now)"
)


@dataclass(frozen=True, slots=True)
class Handheld:
    """A device in service, with a log of its own."""

    id: str
    secret: str
    inc: str


def add_handheld(session: Session, label: str = "handheld 7", now: datetime = NOW) -> Handheld:
    """Enrol a handheld of squad S1 and begin its log."""
    put_squads(session, [Squad("S1", "Squad One")])
    given = enrol_device(session, issue_enrolment_code(session, "S1", "test", now), label, now)
    held = Handheld(given.device, given.secret, str(uuid4()))
    session.execute(ADD_INCARNATION, {"inc": held.inc, "device": held.id, "now": now})
    return held


def name_photo(
    session: Session,
    held: Handheld,
    data: bytes,
    *,
    seq: int = 1,
    size: int | None = None,
    now: datetime = NOW,
) -> Op:
    """An accepted operation that names the photo."""
    photo = Attachment(name_of(data), size or len(data), "image/jpeg")
    op = make_op(photos=(photo,), seq=seq)
    keep_op(session, held, op, "accepted", now)
    expect_blobs(session, held.id, [op], now)
    return op


def keep_op(session: Session, held: Handheld, op: Op, status: str, now: datetime = NOW) -> None:
    """The operation's row alone."""
    values = {
        "id": op.id,
        "inc": held.inc,
        "seq": op.seq,
        "ent": op.ent,
        "body": body_of(op),
        "status": status,
    }
    session.execute(ADD_OP, {**values, "now": now})


def headers_of(held: Handheld, **more: Any) -> dict[str, str]:
    """What a device sends with every request."""
    return {"Authorization": f"Bearer {held.secret}", "Tus-Resumable": "1.0.0", **more}


def ask(client: FlaskClient, held: Handheld, name: str) -> TestResponse:
    """HEAD."""
    return client.head(f"/v1/blobs/{name}", headers=headers_of(held))


def send(  # noqa: PLR0917 - a request has that many parts
    client: FlaskClient, held: Handheld, name: str, offset: int, part: bytes, length: int | None
) -> TestResponse:
    """PATCH."""
    headers = headers_of(held, **{"Upload-Offset": str(offset), "Content-Type": PART_TYPE})
    if length is not None:
        headers["Upload-Length"] = str(length)
    return client.patch(f"/v1/blobs/{name}", data=part, headers=headers)


def send_all(
    client: FlaskClient,
    held: Handheld,
    data: bytes,
    name: str | None = None,
    at_once: int = PART_BYTES,
) -> TestResponse:
    """The whole photo, part by part; gives the last answer."""
    name = name or name_of(data)
    for start in range(0, len(data), at_once):
        answer = send(client, held, name, start, data[start : start + at_once], len(data))
        if answer.status_code != 204:
            return answer
    return answer
