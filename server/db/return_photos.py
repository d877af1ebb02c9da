"""The photos with which squads answered returns: what somebody sees who asks whether they went back."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# with the answer itself, or added to it later
OF_INCIDENT = text("""
select distinct b.sha256
from "return" r join op o on o.id = r.answered_by
  or (o.target = r.answered_by and o.kind = 'photo' and o.status = 'accepted')
join op_photo x on x.op = o.id join blob b on b.sha256 = x.sha256
where r.incident = cast(:incident as uuid) and b.verified_at is not null
order by b.sha256
""")


def list_photos_of_returns(session: Session, incident: str) -> list[str]:
    """The photos that have arrived, of all returns of an incident."""
    return list(session.execute(OF_INCIDENT, {"incident": incident}).scalars())
