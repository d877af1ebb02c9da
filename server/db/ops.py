"""Operations as received, each once, with the result the server gave. Set-wise: no statement per operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from sync.exchange import OpResult
from sync.ledger import KnownOp
from sync.words import OpStatus

KNOWN = text("""
select op.id::text, op.h, op.status, change.n, op.reason, op.superseded_by::text
from op left join change on change.op = op.id
where op.id = any(cast(:ids as uuid[]))
""")
ADD = text("""
insert into op (id, inc, seq, kind, v, ent, squad, h, body, status, reason, fault, superseded_by, target, received_at)
select t.id, :inc, t.seq, t.kind, t.v, t.ent, t.squad, t.h, cast(t.body as jsonb), t.status, t.reason, t.fault,
       t.superseded_by, t.target, :now
from unnest(cast(:id as uuid[]), cast(:seq as bigint[]), cast(:kind as text[]), cast(:v as int[]),
            cast(:ent as text[]), cast(:squad as text[]), cast(:h as text[]), cast(:body as text[]),
            cast(:status as text[]), cast(:reason as text[]), cast(:fault as text[]),
            cast(:superseded_by as uuid[]), cast(:target as uuid[]))
  as t(id, seq, kind, v, ent, squad, h, body, status, reason, fault, superseded_by, target)
order by t.id
on conflict (id) do nothing
returning id::text
""")
RETRACTING = text("""
select distinct on (op.target) op.target::text, op.id::text, op.squad, op.received_at
from op where op.kind = 'retraction' and op.status = 'accepted' and op.target = any(cast(:ids as uuid[]))
order by op.target, op.id
""")
SQUADS = text("select id::text, squad from op where id = any(cast(:ids as uuid[]))")
COLUMNS = (
    "id",
    "seq",
    "kind",
    "v",
    "ent",
    "squad",
    "h",
    "body",
    "status",
    "reason",
    "fault",
    "superseded_by",
    "target",
)


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


def add_ops(session: Session, inc: str, ops: Sequence[NewOp], now: datetime) -> frozenset[str]:
    """Keep the operations; gives the ids that were new. One that is missing came in elsewhere at the same moment."""
    if not ops:
        return frozenset()
    columns = {name: [getattr(op, name) for op in ops] for name in COLUMNS}
    columns["status"] = [op.status.value for op in ops]
    rows = session.execute(ADD, {"inc": inc, "now": now, **columns})
    return frozenset(rows.scalars())


def list_retracting(session: Session, ids: Sequence[str]) -> dict[str, Retracting]:
    """Accepted retractions of these operations, by the operation taken back."""
    if not ids:
        return {}
    rows = session.execute(RETRACTING, {"ids": list(ids)}).all()
    return {target: Retracting(target, op, squad, at) for target, op, squad, at in rows}


def list_squads_of_ops(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Which squad recorded each of these operations, as far as they are held."""
    if not ids:
        return {}
    rows = session.execute(SQUADS, {"ids": list(ids)}).all()
    return {op_id: squad for op_id, squad in rows}
