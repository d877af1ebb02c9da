"""Operations as received, each once, with the result the server gave. Set-wise: no statement per operation."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.db.direct import NULL, ask, constraint_of, copy_rows, copy_text
from server.db.json_rows import json_list
from sync.exchange import OpResult
from sync.ledger import KnownOp
from sync.words import OpStatus

# a scalar subquery: one look in the index for each, whatever the planner believes of a table that grows
KNOWN = text("""
select op.id::text, op.h, op.status, coalesce((select n from change where change.op = op.id), op.change_n) as n,
       op.reason, op.superseded_by::text
from op
where op.id = any(array(select cast(json_array_elements_text(cast(:ids as json)) as uuid)))
""")
COLUMNS = """id, inc, seq, kind, v, ent, squad, h, body, status, reason, fault, superseded_by, target, received_at"""
HELD_AT = text("select seq, id::text from op where inc = :inc and seq between :first and :last")
COUNT_OF = text("""
select count(*) from incarnation i join op on op.inc = i.inc
where i.device = cast(:device as uuid) and (op.ent = :collection or starts_with(op.ent, :collection || '/'))
  and (op.inc <> cast(:inc as uuid) or op.seq < :seq)
""")
SQUADS = text("select id::text, squad from op where id = any(cast(:ids as uuid[])) and squad <> ''")

PLAIN = "\t".join([NULL] * 4)  # no reason, fault, winner or target
T = TypeVar("T")


class OpsRacedError(Exception):
    """Another transaction brought one of these operations at the same moment: look again, it is known now."""


class NewOp(NamedTuple):
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
    rows = ask(session, KNOWN, {"ids": json_list(ids)})
    return {
        op_id: KnownOp(h, OpResult(op_id, OpStatus(status), n, reason, by))
        for op_id, h, status, n, reason, by in rows
    }


def list_ids_at(session: Session, inc: str, first: int, last: int) -> dict[int, str]:
    """Which operations came in under these seqs of an incarnation."""
    if first > last:
        return {}
    rows = ask(session, HELD_AT, {"inc": inc, "first": first, "last": last})
    return {seq: op_id for seq, op_id in rows}


def op_rows(inc: str, ops: Iterable[NewOp], now: datetime) -> list[str]:
    """The operations as COPY reads them, one by one. Pure: it is done while the database is at something else."""
    received_at = now.isoformat()
    return [_line(op, inc, received_at) for op in ops]


def add_ops(session: Session, rows: Sequence[str], meanwhile: Callable[[], T]) -> T:
    """Keep operations. rows: of `op_rows`. Raises OpsRacedError when one of them is there already.

    meanwhile: what to work out while the database takes them in; what that gives is given.
    """
    try:
        return copy_rows(session, "op", COLUMNS, lambda: "".join(rows), meanwhile)
    except IntegrityError as error:
        if constraint_of(error) == "pk_op":
            raise OpsRacedError from error
        raise


def count_ops_before(session: Session, device: str, collection: str, place: tuple[str, int]) -> int:
    """How many operations of a collection the device sent, in all its incarnations, before a place in one of them."""
    inc, seq = place
    values = {"device": device, "collection": collection, "inc": inc, "seq": seq}
    return int(ask(session, COUNT_OF, values)[0].count)


def list_squads_of_ops(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Which squad recorded each of these operations, as far as they are held and could be read."""
    if not ids:
        return {}
    rows = ask(session, SQUADS, {"ids": list(ids)})
    return {op_id: squad for op_id, squad in rows}


def _line(op: NewOp, inc: str, now: str) -> str:
    """The row as COPY reads it. The body is JSON, whose only letter to be escaped is the backslash."""
    body = op.body.replace("\\", "\\\\")
    named = f"{copy_text(op.kind)}\t{op.v}\t{copy_text(op.ent)}\t{copy_text(op.squad)}\t{op.h}\t{body}\t{op.status}"
    rare = PLAIN
    if op.status is not OpStatus.ACCEPTED or op.target is not None:
        rare = f"{copy_text(op.reason)}\t{copy_text(op.fault)}\t{op.superseded_by or NULL}\t{op.target or NULL}"
    return f"{op.id}\t{inc}\t{op.seq}\t{named}\t{rare}\t{now}\n"
