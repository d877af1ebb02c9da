"""Collections that something is known of: who holds them, when the shift began and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.db.direct import ask

HOLD = text("""
insert into collection (round_id, on_date, scheduled_on, squad, complete_proven)
select t.round_id, t.on_date, t.scheduled_on, t.squad, false
from unnest(cast(:rounds as text[]), cast(:days as date[]), cast(:scheduled as date[]), cast(:squads as text[]))
  as t(round_id, on_date, scheduled_on, squad)
order by t.round_id, t.on_date
on conflict (round_id, on_date) do nothing
""")
BEGUN = text("""
select round_id, on_date from collection
where (round_id, on_date) in (select * from unnest(cast(:rounds as text[]), cast(:days as date[])))
""")
LOCK = text("""
select c.round_id, c.on_date, c.squad, c.held_by, (select squad from round where id = c.round_id) as serves
from collection c
where (c.round_id, c.on_date) in (select * from unnest(cast(:rounds as text[]), cast(:days as date[])))
order by c.round_id, c.on_date
for no key update
""")
START = text("""
update collection set shift_started_at = least(shift_started_at, :at)
where round_id = :round_id and on_date = :on
""")
ADD_END = text("""
insert into shift_end (id, device, squad, round_id, on_date, at, reason, handed_over_to, proven, received_at)
values (cast(:id as uuid), cast(:device as uuid), :squad, :round_id, :on, :at, :reason, :handed_over_to, :proven, :now)
""")
# Whoever handed it over does not close it any more; the squad that holds it does. Clocks of two squads are not compared
# with one another for that: a handover ahead of its time must not keep a collection open for ever.
END = text("""
with ends as (
  select * from shift_end where round_id = :round_id and on_date = :on
), passed as (
  select handed_over_to from ends where handed_over_to is not null order by at desc, id desc limit 1
), closed as (
  select ends.* from ends left join passed on true
  where ends.handed_over_to is null and ends.squad = coalesce(passed.handed_over_to, ends.squad)
    and not exists (select 1 from ends h
                    where h.handed_over_to is not null and h.squad = ends.squad and h.at > ends.at)
  order by ends.at desc, ends.id desc limit 1
)
update collection set shift_ended_at = closed.at, end_received_at = closed.received_at, end_reason = closed.reason,
       complete_proven = coalesce(closed.proven, false), squad = coalesce(passed.handed_over_to, collection.squad),
       held_by = array(select squad from ends where handed_over_to is not null
                       union select handed_over_to from ends where handed_over_to is not null order by 1)
from (select 1) one left join closed on true left join passed on true
where collection.round_id = :round_id and collection.on_date = :on
""")


@dataclass(frozen=True, slots=True)
class NewCollection:
    """A collection that something becomes known of. squad: of its round."""

    round_id: str
    on: date
    scheduled_on: date
    squad: str | None


@dataclass(frozen=True, slots=True)
class HeldCollection:
    """Who holds a collection now, every squad that ever handed it over or took it over, and that of the round."""

    round_id: str
    on: date
    squad: str | None
    held_by: frozenset[str]
    serves: str | None


@dataclass(frozen=True, slots=True)
class ShiftEnd:
    """How a squad closed or handed over a collection. proven: the day manifest showed that nothing is missing."""

    id: str
    device: str
    squad: str
    round_id: str
    on: date
    at: datetime
    reason: str | None
    handed_over_to: str | None
    proven: bool


def lock_collections(
    session: Session, collections: Sequence[NewCollection]
) -> list[HeldCollection]:
    """Begin those that are new, and lock all of them in one order until the transaction ends; gives who holds each."""
    if not collections:
        return []
    begin_collections(session, collections)
    return lock_begun(session, [(c.round_id, c.on) for c in collections])


def list_begun(session: Session, keys: Sequence[tuple[str, date]]) -> frozenset[tuple[str, date]]:
    """Those of these collections that something is known of already."""
    if not keys:
        return frozenset()
    return frozenset((row.round_id, row.on_date) for row in ask(session, BEGUN, _spread(keys)))


def begin_collections(session: Session, collections: Sequence[NewCollection]) -> None:
    """Begin those that are new."""
    if not collections:
        return
    values = {
        **_spread([(c.round_id, c.on) for c in collections]),
        "scheduled": [c.scheduled_on for c in collections],
        "squads": [c.squad for c in collections],
    }
    ask(session, HOLD, values)


def lock_begun(session: Session, keys: Sequence[tuple[str, date]]) -> list[HeldCollection]:
    """Lock these collections, that were begun, in one order until the transaction ends; gives who holds each."""
    if not keys:
        return []
    return [held_of(row) for row in ask(session, LOCK, _spread(keys))]


def held_of(row: Row[Any]) -> HeldCollection:
    """A collection as it was locked."""
    held_by = frozenset(row.held_by)
    return HeldCollection(row.round_id, row.on_date, row.squad, held_by, row.serves)


def _spread(keys: Sequence[tuple[str, date]]) -> dict[str, Any]:
    return {"rounds": [round_id for round_id, _ in keys], "days": [on for _, on in keys]}


def start_shift(session: Session, round_id: str, on: date, at: datetime) -> None:
    """Note when a collection was opened; of two the earlier counts."""
    ask(session, START, {"round_id": round_id, "on": on, "at": at})


def end_shift(session: Session, end: ShiftEnd, now: datetime) -> None:
    """Keep how a collection was closed or handed over, and work out anew how it stands; the later one counts."""
    ask(
        session,
        ADD_END,
        {
            "id": end.id,
            "device": end.device,
            "squad": end.squad,
            "round_id": end.round_id,
            "on": end.on,
            "at": end.at,
            "now": now,
            "reason": end.reason,
            "proven": end.proven,
            "handed_over_to": end.handed_over_to,
        },
    )
    ask(session, END, {"round_id": end.round_id, "on": end.on})
