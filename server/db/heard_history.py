"""How far each device was heard at past moments: what "as known at" needs for silence. Only reads."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.facts import Heard
from server.core.known import Known

# every step within the span, the last one before it, and devices of which no step was kept
BETWEEN = text("""
select h.squad, h.device::text, h.heard_through, h.received_at, d.lost_at, d.revoked_at
from heard h join device d on d.id = h.device
where h.squad = any(:squads) and h.received_at between :first and :last
union all
select h.squad, h.device::text, h.heard_through, h.received_at, d.lost_at, d.revoked_at
from device d cross join lateral (
  select * from heard x where x.device = d.id and x.received_at < :first order by x.received_at desc limit 1) h
where h.squad = any(:squads)
union all
select d.squad, d.id::text, coalesce(d.heard_through, d.lost_at),
       coalesce(d.last_contact_at, d.heard_through, d.lost_at), d.lost_at, d.revoked_at
from device d
where d.squad = any(:squads) and (d.heard_through is not null or d.lost_at is not null)
  and not exists (select 1 from heard h where h.device = d.id)
""")


def list_heard_between(
    session: Session, squads: Collection[str], span: tuple[datetime, datetime]
) -> tuple[Heard, ...]:
    """Enough of what was heard of these squads' devices to judge as known at any moment of the span."""
    if not squads:
        return ()
    values = {"squads": sorted(squads), "first": span[0], "last": span[1]}
    return tuple(
        Heard(
            squad=row.squad,
            device=row.device,
            through=row.heard_through,
            received_at=row.received_at,
            lost_at=row.lost_at,
            gone_at=row.revoked_at,
        )
        for row in session.execute(BETWEEN, values)
    )


def with_past_hearing(session: Session, known: Known, span: tuple[datetime, datetime]) -> Known:
    """The same pool, with what was heard at any moment of the span instead of what is heard now."""
    squads = {s.squad for s in known.shifts if s.squad}
    squads |= {r.squad for r in known.rounds.values() if r.squad}
    return replace(known, heard=list_heard_between(session, squads, span))
