"""Which squads are out near a place: by the street each recorded last in a collection not closed. Only reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.direct import ask
from server.db.json_rows import json_rows

# lateral from the few collections of today that are open; distances in metres. The places are JSON, not arrays: those
# would be planned anew each time, which takes longer than the looking
NEAR = text("""
select t.n, coalesce(c.squad, r.squad) as own, near.squads
from json_to_recordset(cast(:places as json)) as t(n int, round_id text, on_date date, usrn text)
cross join lateral (select squad, stream from round where id = t.round_id offset 0) r
left join lateral (select squad from collection where round_id = t.round_id and on_date = t.on_date offset 0) c on true
left join lateral (select line from street where usrn = t.usrn offset 0) s on true
left join lateral (
  select array_agg(o.squad order by o.metres, o.squad) as squads from (
    select coalesce(c2.squad, r2.squad) as squad, min(st_distance(s2.line::geography, s.line::geography)) as metres
    from collection c2
    join round r2 on r2.id = c2.round_id and r2.stream = r.stream
    join squad q on q.code = coalesce(c2.squad, r2.squad) and q.on_app_from <= c2.on_date
    join lateral (
      select v.usrn, v.noted_at from visit v
      where v.round_id = c2.round_id and v.on_date = c2.on_date and v.squad = coalesce(c2.squad, r2.squad)
        and v.received_at <= :now
      order by v.noted_at desc, v.id desc limit 1) last on last.noted_at >= :since
    join street s2 on s2.usrn = last.usrn
    where c2.on_date = :today and c2.shift_ended_at is null
      and st_dwithin(s2.line::geography, s.line::geography, :near_m)
    group by 1) o
) near on true
order by t.n
""")


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
    session: Session, places: Sequence[tuple[str, date, str]], out: Out, now: datetime
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
        "now": now,
    }
    return [SquadsNear(row.own, tuple(row.squads or ())) for row in ask(session, NEAR, values)]
