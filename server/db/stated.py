"""What squads stated of streets and entries, and whether they closed the collection: what incidents are opened by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.core.facts import TouchedPlace, Visit
from server.core.incidents import StreetsStated
from server.db.direct import ask
from server.db.json_rows import json_rows
from server.db.known import VISIT_COLUMNS, visit_fact
from sync.words import Reason

END_COLUMNS = """
t.round_id as of_round, t.on_date as of_day, c.shift_ended_at, c.end_received_at, c.end_reason
"""
# a street of which nothing was stated has a row too: it tells how its collection ended
# lateral with `offset 0`: street by street through the index, whatever the planner believes of a table that grows
OF_STREETS = text(f"""
select {VISIT_COLUMNS}, {END_COLUMNS}
from json_to_recordset(cast(:streets as json)) as t(round_id text, on_date date, usrn text)
left join lateral (
  select * from visit s
  where s.round_id = t.round_id and s.on_date = t.on_date and s.usrn = t.usrn and s.uprn is null offset 0
) v on true
left join collection c on c.round_id = t.round_id and c.on_date = t.on_date
""")  # noqa: S608 - constants
OF_COLLECTIONS = text(f"""
select {VISIT_COLUMNS}, {END_COLUMNS}
from unnest(cast(:rounds as text[]), cast(:days as date[])) as t(round_id, on_date)
left join visit v on v.round_id = t.round_id and v.on_date = t.on_date and v.uprn is null
left join collection c on c.round_id = t.round_id and c.on_date = t.on_date
""")  # noqa: S608 - constants
STREETS = text("""
select rs.round_id, t.on_date, rs.usrn from round_street rs
join unnest(cast(:rounds as text[]), cast(:days as date[])) as t(round_id, on_date) on t.round_id = rs.round_id
""")


@dataclass
class _Gathered:
    """What was read of one collection. `touched` None: all of it."""

    touched: frozenset[str] | None
    visits: list[Visit] = field(default_factory=list)
    streets: set[str] = field(default_factory=set)
    ended: tuple[datetime, Reason | None] | None = None


def list_stated(session: Session, places: Iterable[TouchedPlace]) -> list[StreetsStated]:
    """What was stated of the touched streets, or of every street of a collection touched as a whole."""
    gathered = {key: _Gathered(usrns) for key, usrns in _touched(places).items()}
    if not gathered:
        return []
    for row in _rows(session, gathered):
        here = gathered[row.of_round, row.of_day]
        here.ended = _end(row)
        if row.id is not None:
            here.visits.append(visit_fact(row))
    # which streets a round has matters once its collection is over: those nothing was stated of are unfinished
    ended = [key for key in sorted(gathered) if gathered[key].ended is not None]
    if ended:
        for row in ask(session, STREETS, _spread(ended)):
            gathered[row.round_id, row.on_date].streets.add(row.usrn)
    return [_stated(key, gathered[key]) for key in sorted(gathered)]


def _rows(session: Session, gathered: Mapping[tuple[str, date], _Gathered]) -> Iterator[Row[Any]]:
    """One for each visit, and one for each street or collection without any."""
    streets: list[dict[str, object]] = [
        {"round_id": round_id, "on_date": on, "usrn": usrn}
        for (round_id, on), one in gathered.items()
        for usrn in sorted(one.touched or ())
    ]
    if streets:
        yield from ask(session, OF_STREETS, {"streets": json_rows(streets)})
    whole = [key for key, one in gathered.items() if one.touched is None]
    if whole:
        yield from ask(session, OF_COLLECTIONS, _spread(whole))


def _spread(keys: Sequence[tuple[str, date]]) -> dict[str, list[Any]]:
    return {"rounds": [round_id for round_id, _ in keys], "days": [on for _, on in keys]}


def _touched(places: Iterable[TouchedPlace]) -> dict[tuple[str, date], frozenset[str] | None]:
    touched: dict[tuple[str, date], frozenset[str] | None] = {}
    for place in places:
        key = (place.round_id, place.on)
        before = touched.get(key, frozenset())
        whole = place.usrn is None or before is None
        touched[key] = None if whole else (before or frozenset()) | {place.usrn or ""}
    return touched


def _stated(key: tuple[str, date], found: _Gathered) -> StreetsStated:
    touched = found.touched
    return StreetsStated(
        round_id=key[0],
        on=key[1],
        usrns=frozenset(s for s in found.streets if touched is None or s in touched),
        visits=tuple(found.visits),
        ended=found.ended,
        touched=touched,
    )


def _end(row: Row[Any]) -> tuple[datetime, Reason | None] | None:
    if row.shift_ended_at is None or row.end_received_at is None:
        return None
    return row.end_received_at, None if row.end_reason is None else Reason(row.end_reason)
