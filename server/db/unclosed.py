"""Collections whose day is over and that no squad closed: which they are, and which devices worked them. Only reads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

CollectionKey = tuple[str, date]

# due perhaps (the plan's own rules decide) and nothing is known of it; an exception for a ward alone is left to people
UNBEGUN = text("""
select r.id, d.on_date
from unnest(cast(:days as date[])) d(on_date)
join round r on r.squad is not null and r.operator is null
join squad s on s.code = r.squad and s.on_app_from <= d.on_date
where (extract(isodow from d.on_date)::smallint = any(r.weekdays)
       or exists (select 1 from calendar_move m where d.on_date = any(m.to_on) and m.withdrawn_at is null))
  and not exists (select 1 from collection c where c.round_id = r.id and c.on_date = d.on_date)
  and not exists (select 1 from calendar_move m where m.area is not null and m.withdrawn_at is null
                  and (m.on_date = d.on_date or d.on_date = any(m.to_on)))
order by r.id, d.on_date
""")
# open, over, and with a street nobody has spoken of and that has no incident
UNCLOSED = text("""
select c.round_id, c.on_date, coalesce(c.squad, r.squad) as squad
from collection c join round r on r.id = c.round_id
join squad s on s.code = coalesce(c.squad, r.squad) and s.on_app_from <= c.on_date
where c.shift_ended_at is null and c.on_date >= :since and c.on_date < :today
  and exists (
    select 1 from round_street rs where rs.round_id = c.round_id
      and not exists (select 1 from visit v where v.round_id = c.round_id and v.on_date = c.on_date
                        and v.usrn = rs.usrn and v.uprn is null and v.retracted_at is null)
      and not exists (select 1 from incident i where i.round_id = c.round_id and i.on_date = c.on_date
                        and i.usrn = rs.usrn))
order by c.round_id, c.on_date
""")
WORKED = text("""
select distinct v.round_id, v.on_date, v.device::text
from visit v where (v.round_id, v.on_date) in (
  select * from unnest(cast(:rounds as text[]), cast(:days as date[])))
""")
STREETS = text("select round_id, usrn from round_street where round_id = any(:rounds)")


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A collection that its squad has not closed."""

    round_id: str
    on: date
    squad: str


def list_unbegun(session: Session, days: Sequence[date]) -> list[CollectionKey]:
    """Rounds of squads with the app that may have been due on these days and of which nothing is known."""
    return [(row.id, row.on_date) for row in session.execute(UNBEGUN, {"days": list(days)})]


def list_unclosed(session: Session, since: date, today: date) -> list[Unclosed]:
    """Collections before today that are not closed and have a street that nobody has spoken of."""
    rows = session.execute(UNCLOSED, {"since": since, "today": today})
    return [Unclosed(row.round_id, row.on_date, row.squad) for row in rows]


def list_devices_worked(
    session: Session, collections: Collection[CollectionKey]
) -> dict[CollectionKey, frozenset[str]]:
    """Which devices recorded anything of these collections."""
    pairs = sorted(collections)
    values = {"rounds": [r for r, _ in pairs], "days": [on for _, on in pairs]}
    found: dict[CollectionKey, set[str]] = {}
    for row in session.execute(WORKED, values):
        found.setdefault((row.round_id, row.on_date), set()).add(row.device)
    return {key: frozenset(devices) for key, devices in found.items()}


def list_streets_of(session: Session, rounds: Collection[str]) -> dict[str, frozenset[str]]:
    """The streets of each round."""
    found: dict[str, set[str]] = {}
    for row in session.execute(STREETS, {"rounds": sorted(rounds)}):
        found.setdefault(row.round_id, set()).add(row.usrn)
    return {round_id: frozenset(usrns) for round_id, usrns in found.items()}
