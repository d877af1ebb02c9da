"""Which collections people have reported on that a squad's silence or speech decides."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.direct import ask

REPORTED = text("""
select distinct r.round_id, r.on_date
from report r join round on round.id = r.round_id
left join collection c on c.round_id = r.round_id and c.on_date = r.on_date
where r.on_date >= :since and r.withdrawn_at is null
  and (round.squad = any(:squads) or c.squad = any(:squads))
""")


def list_reported_collections(
    session: Session, squads: Collection[str], since: date
) -> list[tuple[str, date]]:
    """Collections of these squads, from a day on, about which there is a report."""
    rows = ask(session, REPORTED, {"squads": sorted(squads), "since": since})
    return [(row.round_id, row.on_date) for row in rows]
