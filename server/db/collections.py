"""Collections that something is known of: who holds them, when the shift began and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

HOLD = text("""
insert into collection (round_id, on_date, scheduled_on, squad, complete_proven)
select t.round_id, t.on_date, t.scheduled_on, t.squad, false
from unnest(cast(:rounds as text[]), cast(:days as date[]), cast(:scheduled as date[]), cast(:squads as text[]))
  as t(round_id, on_date, scheduled_on, squad)
order by t.round_id, t.on_date
on conflict (round_id, on_date) do nothing
""")
LOCK = text("""
select round_id, on_date, squad from collection
where (round_id, on_date) in (select * from unnest(cast(:rounds as text[]), cast(:days as date[])))
order by round_id, on_date
for no key update
""")
START = text("""
update collection set shift_started_at = least(shift_started_at, :at)
where round_id = :round_id and on_date = :on
""")
END = text("""
update collection set shift_ended_at = :at, end_received_at = :now, end_reason = :reason,
       complete_proven = :proven, squad = coalesce(:handed_over_to, squad)
where round_id = :round_id and on_date = :on and (shift_ended_at is null or shift_ended_at <= :at)
""")


@dataclass(frozen=True, slots=True)
class NewCollection:
    """A collection that something becomes known of. squad: of its round."""

    round_id: str
    on: date
    scheduled_on: date
    squad: str | None


@dataclass(frozen=True, slots=True)
class ShiftEnd:
    """How a squad closed a collection. proven: the day manifest showed that nothing is missing."""

    round_id: str
    on: date
    at: datetime
    reason: str | None
    handed_over_to: str | None
    proven: bool


def lock_collections(
    session: Session, collections: Sequence[NewCollection]
) -> dict[tuple[str, date], str | None]:
    """Begin those that are new, and lock all of them in one order until the transaction ends; gives who holds each."""
    if not collections:
        return {}
    values = {
        "rounds": [c.round_id for c in collections],
        "days": [c.on for c in collections],
        "scheduled": [c.scheduled_on for c in collections],
        "squads": [c.squad for c in collections],
    }
    session.execute(HOLD, values)
    rows = session.execute(LOCK, {"rounds": values["rounds"], "days": values["days"]})
    return {(row.round_id, row.on_date): row.squad for row in rows}


def start_shift(session: Session, round_id: str, on: date, at: datetime) -> None:
    """Note when a collection was opened; of two the earlier counts."""
    session.execute(START, {"round_id": round_id, "on": on, "at": at})


def end_shift(session: Session, end: ShiftEnd, now: datetime) -> None:
    """Note when a collection was closed; of two the later counts."""
    session.execute(
        END,
        {
            "round_id": end.round_id,
            "on": end.on,
            "at": end.at,
            "now": now,
            "reason": end.reason,
            "proven": end.proven,
            "handed_over_to": end.handed_over_to,
        },
    )
