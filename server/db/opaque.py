"""Bytes that could not be read or taken in, kept as they came, for a manager to repair."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

ADD = text("""
insert into opaque_payload (device, inc, seq, op_id, why, payload, sha256, received_at)
values (cast(:device as uuid), cast(:inc as uuid), :seq, cast(:op_id as uuid), :why, :payload, :sha256, :now)
on conflict (device, sha256) do nothing
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
