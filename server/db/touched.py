"""Which of the places that facts came in about have anything that hangs on those facts: one cheap look for a batch.

Nearly every street is completed and nobody asks: there is nothing to judge there. Must not decide what is judged of
the others.
"""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.facts import TouchedPlace

# a street matters with a report of its round on any day (a moved collection counts for the other day), an incident,
# a statement other than completed, or the end of its collection; a collection touched as a whole always does
MATTERING = text("""
select t.round_id, t.on_date, t.usrn
from unnest(cast(:rounds as text[]), cast(:days as date[]), cast(:usrns as text[])) as t(round_id, on_date, usrn)
where t.usrn is null
  or exists (select 1 from report r where r.usrn = t.usrn and r.round_id = t.round_id and r.withdrawn_at is null)
  or exists (select 1 from incident i
             where i.usrn = t.usrn and i.round_id = t.round_id and i.on_date = t.on_date)
  or exists (select 1 from visit v
             where v.round_id = t.round_id and v.on_date = t.on_date and v.usrn = t.usrn and v.uprn is null
               and v.outcome <> 'completed')
  or exists (select 1 from collection c
             where c.round_id = t.round_id and c.on_date = t.on_date and c.shift_ended_at is not null)
""")


def list_places_that_matter(
    session: Session, places: Collection[TouchedPlace]
) -> frozenset[TouchedPlace]:
    """Those of the places where there is something to judge, to open or to close."""
    if not places:
        return frozenset()
    values = {
        "rounds": [place.round_id for place in places],
        "days": [place.on for place in places],
        "usrns": [place.usrn for place in places],
    }
    rows = session.execute(MATTERING, values)
    return frozenset(TouchedPlace(row.round_id, row.on_date, row.usrn) for row in rows)
