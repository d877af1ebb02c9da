"""Visits as squads stated them, and what was taken back: append-only, set-wise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.direct import ask
from server.db.json_rows import json_rows
from sync.ops import Op, Visit
from sync.placing import Standing
from sync.shapes import write_shape
from sync.words import Outcome, Reason

STANDING = """
select v.id::text, o.inc::text, o.seq, o.ent, coalesce(c.n, o.change_n) as n, v.squad, d.label as device, v.outcome,
       v.reason, v.saw, v.retracted_at, cast(extract(epoch from v.noted_at) * 1000 as bigint) as est_ms
from visit v join op o on o.id = v.id join device d on d.id = v.device left join change c on c.op = v.id
"""
# lateral with `offset 0`: place by place through the index, whatever the planner believes of a table that grows
AT_PLACES = text("""
select v.id::text, v.inc::text, v.seq, v.ent, coalesce(n.n, v.change_n) as n, v.squad, d.label as device, v.outcome,
       v.reason, v.saw, v.retracted_at, cast(extract(epoch from v.noted_at) * 1000 as bigint) as est_ms
from json_to_recordset(cast(:collections as json)) as c(round_id text, on_date date, places json)
cross join lateral (
  select c.round_id, c.on_date, p ->> 0 as usrn, p ->> 1 as ent from json_array_elements(c.places) as p offset 0
) t
cross join lateral (
  select s.*, o.inc, o.seq, o.ent, o.change_n from visit s join op o on o.id = s.id
  where s.round_id = t.round_id and s.on_date = t.on_date and s.usrn = t.usrn and o.ent = t.ent offset 0
) v
join device d on d.id = v.device
left join change n on n.op = v.id
""")
OF_COLLECTIONS = text(f"""{STANDING}
where (v.round_id, v.on_date) in (select * from unnest(cast(:rounds as text[]), cast(:days as date[])))
""")  # noqa: S608 - our own text
ADD = text("""
insert into visit (id, device, squad, round_id, on_date, usrn, entry_id, uprn, outcome, reason, material, container,
                   part, corrects, saw, note, lat7, lon7, acc_dm, noted_wall_at, noted_at, clock_quality, received_at,
                   retracted_at, retracted_by)
select t.id, cast(:device as uuid), t.squad, t.round_id, t.on_date, t.usrn, t.entry_id, t.uprn, t.outcome, t.reason,
       t.material, t.container, t.part, t.corrects, array(select json_array_elements_text(t.saw)), t.note,
       t.lat7, t.lon7, t.acc_dm,
       to_timestamp(t.wall_ms / 1000.0), to_timestamp(t.est_ms / 1000.0), t.quality, :now, t.retracted_at,
       t.retracted_by
from json_to_recordset(cast(:rows as json))
  as t(id uuid, squad text, round_id text, on_date date, usrn text, entry_id text, uprn text, outcome text,
       reason text, material text, container text, part jsonb, corrects uuid, saw json, note text, lat7 int, lon7 int,
       acc_dm int, wall_ms bigint, est_ms bigint, quality text, retracted_at timestamptz, retracted_by uuid)
order by t.id
""")
RETRACT = text("""
update visit set retracted_at = :now, retracted_by = t.by
from (select * from unnest(cast(:targets as uuid[]), cast(:bys as uuid[])) as t(target, by)) t
where visit.id = t.target and visit.retracted_at is null
returning visit.id::text, visit.round_id, visit.on_date, visit.usrn
""")
PLACES = text("""
select v.id::text, v.round_id, v.on_date, v.usrn, o.ent, v.squad
from visit v join op o on o.id = v.id where v.id = any(cast(:ids as uuid[]))
""")
OPTIONAL = ("reason", "entry_id", "uprn", "material", "container", "corrects", "note")
Street = tuple[str, date, str]  # round, day, usrn
Place = tuple[Street, str]  # with the entity: the street itself, or an entry or premises of it


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit to keep. saw: every earlier statement at the place that its device had seen."""

    op: Op
    visit: Visit
    saw: frozenset[str]
    retracted_at: datetime | None = None
    retracted_by: str | None = None


def list_visits_at(session: Session, places: Sequence[Place]) -> list[Standing]:
    """Every visit at these places on their collections."""
    if not places:
        return []
    collections: dict[tuple[str, date], list[tuple[str, str]]] = {}
    for (round_id, on, usrn), ent in places:
        collections.setdefault((round_id, on), []).append((usrn, ent))
    rows = json_rows(
        {"round_id": round_id, "on_date": on, "places": there}
        for (round_id, on), there in collections.items()
    )
    return _standing(ask(session, AT_PLACES, {"collections": rows}))


def list_visits_of_collections(
    session: Session, collections: Sequence[tuple[str, date]]
) -> list[Standing]:
    """Every visit of these collections."""
    if not collections:
        return []
    rounds, days = zip(*collections, strict=True)
    values = {"rounds": list(rounds), "days": list(days)}
    return _standing(session.execute(OF_COLLECTIONS, values))


def _standing(rows: Iterable[Any]) -> list[Standing]:
    return [
        Standing(
            id=row.id,
            inc=row.inc,
            seq=row.seq,
            ent=row.ent,
            n=row.n,
            squad=row.squad,
            device=row.device,
            outcome=Outcome(row.outcome),
            reason=None if row.reason is None else Reason(row.reason),
            saw=frozenset(row.saw),
            is_retracted=row.retracted_at is not None,
            est_ms=row.est_ms,
        )
        for row in rows
    ]


def list_places_of_visits(session: Session, ids: Sequence[str]) -> dict[str, Place]:
    """The place of each of these visits."""
    if not ids:
        return {}
    rows = ask(session, PLACES, {"ids": list(ids)})
    return {row.id: ((row.round_id, row.on_date, row.usrn), row.ent) for row in rows}


def add_visits(session: Session, device: str, visits: Sequence[NewVisit], now: datetime) -> None:
    """Keep the visits."""
    if not visits:
        return
    rows = json_rows(map(_row, visits))
    ask(session, ADD, {"device": device, "now": now, "rows": rows})


def retract_visits(
    session: Session, retractions: Sequence[tuple[str, str]], now: datetime
) -> list[tuple[str, Street]]:
    """Take visits back: pairs of (visit, operation that takes it back). Gives those that stood, with their streets."""
    if not retractions:
        return []
    targets, bys = zip(*sorted(retractions), strict=True)
    rows = ask(session, RETRACT, {"targets": list(targets), "bys": list(bys), "now": now})
    return [(row.id, (row.round_id, row.on_date, row.usrn)) for row in rows]


def _row(new: NewVisit) -> dict[str, object]:
    """The row; what is null is left out."""
    op, visit = new.op, new.visit
    row: dict[str, object] = {
        "id": op.id,
        "squad": op.squad,
        "round_id": visit.round_id,
        "on_date": visit.on,
        "usrn": visit.usrn,
        "outcome": visit.outcome,
        "saw": sorted(new.saw),
        "wall_ms": op.time.wall_ms,
        "est_ms": op.time.est_ms,
        "quality": op.time.quality,
    }
    for name in OPTIONAL:
        value = getattr(visit, name)
        if value is not None:
            row[name] = value
    if visit.part is not None:
        row["part"] = write_shape(visit.part)
    if op.position is not None:
        position = op.position
        row |= {"lat7": position.lat7, "lon7": position.lon7, "acc_dm": position.acc_dm}
    if new.retracted_at is not None:
        row |= {"retracted_at": new.retracted_at, "retracted_by": new.retracted_by}
    return row
