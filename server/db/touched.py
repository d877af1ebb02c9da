"""Which of the places that facts came in about have anything that hangs on those facts: one cheap look for a batch.

Nearly every street is completed and nobody asks: there is nothing to judge there. Must not decide what is judged of
the others.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.facts import TouchedPlace
from server.db.direct import ask
from server.db.json_rows import json_rows

# a street matters with a report of its round on any day (a moved collection counts for the other day), an incident,
# a statement other than completed, or the end of its collection; a collection touched as a whole always does
# scalar subqueries: one look in the index for each, whatever the planner believes of a table that grows
MATTERING = text("""
select m.*, cast((select stamp from rule_stamp) as text) as rule_stamp from (
select t.round_id, t.on_date, u.usrn, coalesce(
  t.ended,
  nullif(u.usrn = any(t.blocked), false),
  (select true from visit v where v.round_id = t.round_id and v.on_date = t.on_date and v.usrn = u.usrn
     and v.uprn is null and v.outcome <> 'completed' limit 1)
  ) as matters,
  (select true from report r where r.usrn = u.usrn and r.round_id = t.round_id and r.withdrawn_at is null limit 1)
    as reported
from (
  select c.*,
    (select true from collection k
     where k.round_id = c.round_id and k.on_date = c.on_date and k.shift_ended_at is not null) as ended,
    array(select i.usrn from incident i where i.round_id = c.round_id and i.on_date = c.on_date) as blocked
  from json_to_recordset(cast(:collections as json)) as c(round_id text, on_date date, usrns json) offset 0
) t
cross join lateral json_array_elements_text(t.usrns) as u(usrn)
offset 0) m where m.matters or m.reported
""")


@dataclass(frozen=True, slots=True)
class Matter:
    """Where there is something to judge, to open or to close; and of those places the ones with reports.

    rule_stamp: of the council's rules at that moment, where it was looked at.
    """

    places: frozenset[TouchedPlace]
    reported: frozenset[TouchedPlace]
    rule_stamp: str | None = None


def list_places_that_matter(session: Session, places: Collection[TouchedPlace]) -> Matter:
    """Those of the places that matter."""
    whole = frozenset(place for place in places if place.usrn is None)
    streets: dict[tuple[str, date], list[str]] = {}
    for place in places:
        if place.usrn is not None:
            streets.setdefault((place.round_id, place.on), []).append(place.usrn)
    if not streets:
        return Matter(whole, whole)
    rows = json_rows(
        {"round_id": round_id, "on_date": on, "usrns": usrns}
        for (round_id, on), usrns in streets.items()
    )
    found = ask(session, MATTERING, {"collections": rows})
    streets_found = {TouchedPlace(row.round_id, row.on_date, row.usrn): row for row in found}
    reported = {place for place, row in streets_found.items() if row.reported}
    stamp = found[0].rule_stamp if found else None
    return Matter(whole | streets_found.keys(), whole | reported, stamp)
