"""Bytes that could not be read or taken in, kept as they came for a manager to repair; emptied when their time is over.

Nobody can tell what is in them. A piece of a track may be, and that is promised to the squads for so many days at most.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

from sync.canonical import read_json
from sync.refusals import WireError
from sync.words import OpKind

ADD = text("""
insert into opaque_payload (device, inc, seq, op_id, why, payload, sha256, received_at)
values (cast(:device as uuid), cast(:inc as uuid), :seq, cast(:op_id as uuid), :why, :payload, :sha256, :now)
on conflict (device, sha256) do nothing
""")

# hash, reason and place stay: that something was held, and that it would be known again
EMPTY = text("""
update opaque_payload set payload = '', emptied_at = :now where received_at < :before and emptied_at is null
""")
AS_BYTES = text("""
select id::text, body ->> 'base64' as packed from op
where received_at < :before and coalesce(body ->> 'base64', '') <> ''
  and (status = 'quarantined' or id in (select op from op_repair))
""")
EMPTY_OPS = text("""
update op set body = cast(jsonb_set(cast(body as jsonb), '{base64}', '""') as json) where id = any(cast(:ids as uuid[]))
""")
EMPTY_REPAIRS = text("""
update op_repair set body = jsonb_set(body, '{data,fixes}', '[]') - 'position'
where made_at < :before and body ->> 'kind' = 'track' and (body -> 'data' -> 'fixes' -> 0) is not null
""")


@dataclass(frozen=True, slots=True)
class NewOpaque:
    """What came, from which device and why it is kept; its place, as far as that is known."""

    device: str
    why: str
    payload: bytes
    inc: str | None = None
    seq: int | None = None
    op_id: str | None = None


def add_opaque(session: Session, new: NewOpaque, now: datetime) -> None:
    """Keep the bytes. The same bytes of the same device are kept once."""
    session.execute(
        ADD,
        {
            "device": new.device,
            "inc": new.inc,
            "seq": new.seq,
            "op_id": new.op_id,
            "why": new.why[:200],
            "payload": new.payload,
            "sha256": hashlib.sha256(new.payload).hexdigest(),
            "now": now,
        },
    )


def empty_opaque(session: Session, before: datetime, now: datetime) -> int:
    """Empty what came as bytes before that time, wherever it is kept. Operations that can be read stay, but tracks."""
    emptied = cast(
        "CursorResult[tuple[()]]", session.execute(EMPTY, {"before": before, "now": now})
    )
    rows = session.execute(AS_BYTES, {"before": before}).all()
    ids = [row.id for row in rows if may_hold_a_track(row.packed)]
    if ids:
        session.execute(EMPTY_OPS, {"ids": ids})
    session.execute(EMPTY_REPAIRS, {"before": before})
    return emptied.rowcount + len(ids)


def may_hold_a_track(packed: str) -> bool:
    """Whether an operation that came as bytes, in base64, is a piece of a track or cannot be read at all."""
    try:
        raw = read_json(base64.b64decode(packed, validate=True))
    except (binascii.Error, ValueError, WireError):
        return True
    return type(raw) is not dict or raw.get("kind") in (None, OpKind.TRACK.value)
