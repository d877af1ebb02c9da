"""The photos with which squads answered returns: what somebody sees who asks whether they went back."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# with the answer itself, or added to it later
PHOTOS = """
select distinct b.sha256
from "return" r join op o on o.id = r.answered_by
  or (o.target = r.answered_by and o.kind = 'photo' and o.status = 'accepted')
join op_photo x on x.op = o.id join blob b on b.sha256 = x.sha256 and b.verified_at is not null
"""
OF_INCIDENT = text(f"""
{PHOTOS} where r.incident = cast(:incident as uuid) order by b.sha256
""")
OF_REPORT = text(f"""
{PHOTOS}
where r.report = cast(:report as uuid)
  or r.incident in (select v.incident from verdict v where v.report = cast(:report as uuid) and v.incident is not null)
order by b.sha256
""")  # noqa: S608 - constants


def list_photos_of_returns(session: Session, incident: str) -> list[str]:
    """The photos that have arrived, of all returns of an incident."""
    return list(session.execute(OF_INCIDENT, {"incident": incident}).scalars())


def list_photos_of_returns_for(session: Session, report: str) -> list[str]:
    """The same, of the returns that were asked for by a report or by the incident it hangs on."""
    return list(session.execute(OF_REPORT, {"report": report}).scalars())
