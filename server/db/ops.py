"""Operations as received, each once, with the result the server gave. Set-wise: no statement per operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.json_rows import json_rows
from sync.exchange import OpResult
from sync.ledger import KnownOp
from sync.words import OpStatus

KNOWN = text("""
select op.id::text, op.h, op.status, coalesce(change.n, op.change_n) as n, op.reason, op.superseded_by::text
from op left join change on change.op = op.id
where op.id = any(cast(:ids as uuid[]))
""")
ADD = text("""
insert into op (id, inc, seq, kind, v, ent, squad, h, body, status, reason, fault, superseded_by, target, received_at)
select t.id, :inc, t.seq, t.kind, t.v, t.ent, t.squad, t.h, t.body, t.status, t.reason, t.fault, t.superseded_by,
       t.target, :now
from json_to_recordset(cast(:rows as json))
  as t(id uuid, seq bigint, kind text, v int, ent text, squad text, h text, body jsonb, status text, reason text,
       fault text, superseded_by uuid, target uuid)
order by t.id
on conflict (id) do nothing
returning id::text
""")
# lateral with `offset 0`: one look in the index for each, whatever the planner believes of a table that grows
RETRACTING = text("""
select distinct on (o.target) o.target::text, o.id::text, o.squad, o.received_at
from unnest(cast(:ids as uuid[])) as t(id)
cross join lateral (
  select target, id, squad, received_at from op
  where op.target = t.id and op.kind = 'retraction' and op.status = 'accepted' offset 0
) o
order by o.target, o.id
""")
HELD_AT = text("select seq, id::text from op where inc = :inc and seq between :first and :last")
COUNT_OF = text("""
select count(*) from incarnation i join op on op.inc = i.inc
where i.device = cast(:device as uuid) and (op.ent = :collection or starts_with(op.ent, :collection || '/'))
  and (op.inc <> cast(:inc as uuid) or op.seq < :seq)
""")
SQUADS = text("select id::text, squad from op where id = any(cast(:ids as uuid[])) and squad <> ''")


@dataclass(frozen=True, slots=True)
class NewOp:
    """An operation to keep. body: its canonical JSON, or {"base64": ...} of what the database cannot hold."""

    id: str
    seq: int
    kind: str
    v: int
    ent: str
    squad: str
    h: str
    body: str
    status: OpStatus
    reason: str | None = None
    fault: str | None = None
    superseded_by: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Retracting:
    """An accepted retraction of an operation."""

    target: str
    op: str
    squad: str
    received_at: datetime


def list_known_ops(session: Session, ids: Sequence[str]) -> dict[str, KnownOp]:
    """Those of these ids that the server holds, with their stored results."""
    if not ids:
        return {}
    rows = session.execute(KNOWN, {"ids": list(ids)}).all()
    return {
        op_id: KnownOp(h, OpResult(op_id, OpStatus(status), n, reason, by))
        for op_id, h, status, n, reason, by in rows
    }


def list_ids_at(session: Session, inc: str, first: int, last: int) -> dict[int, str]:
    """Which operations came in under these seqs of an incarnation."""
    if first > last:
        return {}
    rows = session.execute(HELD_AT, {"inc": inc, "first": first, "last": last}).all()
    return {seq: op_id for seq, op_id in rows}


def add_ops(session: Session, inc: str, ops: Sequence[NewOp], now: datetime) -> frozenset[str]:
    """Keep the operations; gives the ids that were new. One that is missing came in elsewhere at the same moment."""
    if not ops:
        return frozenset()
    values = {"inc": inc, "now": now, "rows": json_rows(map(_row, ops))}
    added = session.execute(ADD, values)
    return frozenset(added.scalars())


def list_retracting(session: Session, ids: Sequence[str]) -> dict[str, Retracting]:
    """Accepted retractions of these operations, by the operation taken back."""
    if not ids:
        return {}
    rows = session.execute(RETRACTING, {"ids": list(ids)}).all()
    return {target: Retracting(target, op, squad, at) for target, op, squad, at in rows}


def count_ops_before(session: Session, device: str, collection: str, place: tuple[str, int]) -> int:
    """How many operations of a collection the device sent, in all its incarnations, before a place in one of them."""
    inc, seq = place
    values = {"device": device, "collection": collection, "inc": inc, "seq": seq}
    return int(session.execute(COUNT_OF, values).scalar_one())


def list_squads_of_ops(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Which squad recorded each of these operations, as far as they are held and could be read."""
    if not ids:
        return {}
    rows = session.execute(SQUADS, {"ids": list(ids)}).all()
    return {op_id: squad for op_id, squad in rows}


def _row(op: NewOp) -> dict[str, object]:
    """The row; what is null is left out, and the body is JSON text already."""
    row: dict[str, object] = {
        "id": op.id,
        "seq": op.seq,
        "kind": op.kind,
        "v": op.v,
        "ent": op.ent,
        "squad": op.squad,
        "h": op.h,
        "body": msgspec.Raw(op.body.encode()),
        "status": op.status,
    }
    for name in ("reason", "fault", "superseded_by", "target"):
        value = getattr(op, name)
        if value is not None:
            row[name] = value
    return row
