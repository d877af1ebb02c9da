"""Which squads are out near a place: by the street each recorded last in a collection not closed. Only reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.direct import ask
from server.db.json_rows import json_rows

# who is out is looked up once for all places, and only who is inside a box around a place is measured: in metres on the
# ground, which takes longest. The places are JSON, not arrays: those would be planned anew each time
NEAR = text("""
with out as materialized (
  select c.last_squad as squad, r.stream, s.line
  from collection c
  join round r on r.id = c.round_id and coalesce(c.squad, r.squad) = c.last_squad
  join squad q on q.code = c.last_squad and q.on_app_from <= c.on_date
  join street s on s.usrn = c.last_usrn
  where c.on_date = :today and c.shift_ended_at is null and c.last_noted_at >= :since
)
select t.n, coalesce(c.squad, r.squad) as own, near.squads
from json_to_recordset(cast(:places as json)) as t(n int, round_id text, on_date date, usrn text)
cross join lateral (select squad, stream from round where id = t.round_id offset 0) r
left join lateral (select squad from collection where round_id = t.round_id and on_date = t.on_date offset 0) c on true
left join lateral (select line from street where usrn = t.usrn offset 0) s on true
left join lateral (
  select array_agg(o.squad order by o.metres, o.squad) as squads from (
    select o.squad, min(st_distance(o.line::geography, s.line::geography)) as metres
    from out o
    where o.stream = r.stream and o.line && st_expand(s.line, :near_m / cast(:metres_of_a_degree as float))
      and st_dwithin(o.line::geography, s.line::geography, :near_m)
    group by 1) o
) near on true
order by t.n
""")
LEAST_METRES_OF_A_DEGREE = 20_000  # of longitude, as far north as 79 degrees


@dataclass(frozen=True, slots=True)
class Out:
    """When and where to look: today, who recorded since, and how near in metres."""

    today: date
    since: datetime
    near_m: float


@dataclass(frozen=True, slots=True)
class SquadsNear:
    """Of one place: the squad whose collection it is, and those of its stream that are out near it, nearest first."""

    own: str | None
    near: tuple[str, ...]


def list_squads_near(
    session: Session, places: Sequence[tuple[str, date, str]], out: Out
) -> list[SquadsNear]:
    """For each of these places (round, day, street), in their order."""
    if not places:
        return []
    values = {
        "places": json_rows(
            {"n": n, "round_id": round_id, "on_date": on, "usrn": usrn}
            for n, (round_id, on, usrn) in enumerate(places)
        ),
        "today": out.today,
        "since": out.since,
        "near_m": out.near_m,
        "metres_of_a_degree": LEAST_METRES_OF_A_DEGREE,
    }
    return [SquadsNear(row.own, tuple(row.squads or ())) for row in ask(session, NEAR, values)]
