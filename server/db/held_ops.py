"""Quarantined operations and payloads nobody could read: what a manager looks at, and what was decided about each."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.problems import Problem
from server.db.devices import Device
from sync.exchange import OpResult
from sync.words import OpStatus

HELD_COLUMNS = """
select o.id::text, o.inc::text, o.seq, o.kind, o.v, o.ent, o.squad, o.h, o.status, o.reason, o.fault, o.body,
       o.received_at, i.device::text, d.label as device_label, d.squad as device_squad, s.name as squad_name
from op o join incarnation i on i.inc = o.inc join device d on d.id = i.device left join squad s on s.code = o.squad
"""
HELD = text(
    f"{HELD_COLUMNS} where o.status = 'quarantined' order by o.received_at, o.id limit :most"
)
HELD_ONE = text(
    f"{HELD_COLUMNS} where o.id = cast(:id as uuid) and o.status = 'quarantined' for update of o"
)
OPAQUE = text("""
select p.id, p.why, p.payload, p.seq, p.op_id::text, p.received_at, p.emptied_at is not null as is_emptied,
       d.label as device_label, d.squad as device_squad
from opaque_payload p left join device d on d.id = p.device
where p.resolved_at is null order by p.received_at, p.id limit :most
""")
RESOLVED = text("""
select distinct on (o.id) o.id::text, o.status, o.reason, o.superseded_by::text as by
from op_repair r join op o on o.id = r.op join incarnation i on i.inc = o.inc
where r.made_at > :since and o.status <> 'quarantined' and (
  i.device = cast(:device as uuid) or o.squad = any(:squads)
  or r.id in (
    select id from op_repair where made_at > :since and status <> 'quarantined' order by made_at desc limit 500
  )
)
order by o.id
""")
SETTLE = text("""
update op set status = :status, reason = :reason, superseded_by = cast(:by as uuid), kind = :kind, v = :v, ent = :ent,
       squad = :squad, target = cast(:target as uuid)
where id = cast(:id as uuid)
""")
STILL = text("update op set reason = :reason, fault = :fault where id = cast(:id as uuid)")
ADD_REPAIR = text("""
insert into op_repair (op, deed, body, status_before, reason_before, status, reason, why, made_by, made_at)
values (cast(:op as uuid), :deed, cast(:body as jsonb), :status_before, :reason_before, :status, :reason, :why,
        :made_by, :now)
""")
RESOLVE_OPAQUE = text("""
update opaque_payload set resolved_at = :now, resolved_by = :by, resolved_why = :why
where id = :id and resolved_at is null returning id
""")


@dataclass(frozen=True, slots=True)
class HeldOp:
    """A quarantined operation. body: as it came; `{"base64": ...}` of what could not be read."""

    id: str
    inc: str
    seq: int
    kind: str
    v: int
    ent: str
    squad: str
    h: str
    status: str
    reason: str | None
    fault: str | None
    body: dict[str, Any]
    received_at: datetime
    device: str
    device_label: str
    device_squad: str
    squad_name: str | None


@dataclass(frozen=True, slots=True)
class HeldPayload:
    """Bytes that nobody could read, or that came in place of an operation that stands."""

    id: int
    why: str
    payload: bytes
    seq: int | None
    op_id: str | None
    received_at: datetime
    is_emptied: bool
    device_label: str | None
    device_squad: str | None


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is kept of an operation besides its body, once it could be read."""

    kind: str
    v: int
    ent: str
    squad: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Repair:
    """What was decided about an operation. deed: replayed, repaired or dismissed; body: as repaired."""

    deed: str
    result: OpResult
    why: str
    by: UUID | None
    body: str | None = None


def list_held_ops(session: Session, most: int) -> list[HeldOp]:
    """The quarantined operations, oldest first."""
    return [HeldOp(**row) for row in session.execute(HELD, {"most": most}).mappings()]


def get_held_op(session: Session, op_id: str) -> HeldOp:
    """One of them, locked until the transaction ends. Raises Problem held.not_there."""
    row = session.execute(HELD_ONE, {"id": op_id}).mappings().one_or_none()
    if row is None:
        raise Problem("held.not_there")
    return HeldOp(**row)


def list_held_payloads(session: Session, most: int) -> list[HeldPayload]:
    """The payloads nobody has looked at, oldest first."""
    rows = session.execute(OPAQUE, {"most": most}).mappings()
    return [HeldPayload(**{**row, "payload": bytes(row["payload"])}) for row in rows]


def list_resolved(session: Session, device: Device, since: datetime) -> tuple[OpResult, ...]:
    """What people made of operations that were held back: of a device, of any squad it was ever enrolled for.

    And the latest of everybody's: a device whose secret nobody knows any more comes back as another one.
    """
    values = {"device": device.id, "squads": sorted(device.squads), "since": since}
    rows = session.execute(RESOLVED, values)
    return tuple(OpResult(r.id, OpStatus(r.status), reason=r.reason, by=r.by) for r in rows)


def settle_held_op(session: Session, result: OpResult, told: Sorted) -> None:
    """The operation is held back no more: its result from now on."""
    values = {
        "id": result.id,
        "status": result.status.value,
        "reason": result.reason,
        "by": result.by,
    }
    told_values = {
        "kind": told.kind,
        "v": told.v,
        "ent": told.ent,
        "squad": told.squad,
        "target": told.target,
    }
    session.execute(SETTLE, {**values, **told_values})


def note_still_held(session: Session, op_id: str, reason: str | None, fault: str | None) -> None:
    """It was tried again and is held back still, perhaps for another reason."""
    session.execute(STILL, {"id": op_id, "reason": reason, "fault": fault})


def add_repair(session: Session, held: HeldOp, repair: Repair, now: datetime) -> None:
    """Keep what was decided, beside what came in."""
    session.execute(
        ADD_REPAIR,
        {
            "op": held.id,
            "deed": repair.deed,
            "body": repair.body,
            "status_before": held.status,
            "reason_before": held.reason,
            "status": repair.result.status.value,
            "reason": repair.result.reason,
            "why": repair.why,
            "made_by": repair.by,
            "now": now,
        },
    )


def resolve_payload(
    session: Session, payload_id: int, by: UUID | None, why: str, now: datetime
) -> None:
    """Somebody looked at it. Raises Problem held.not_there."""
    values = {"id": payload_id, "by": by, "why": why, "now": now}
    if session.execute(RESOLVE_OPAQUE, values).scalar() is None:
        raise Problem("held.not_there")


def pretty(body: dict[str, Any]) -> str:
    """The body as a manager reads and repairs it."""
    return json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True)
