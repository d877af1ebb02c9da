"""The one council of this deployment."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.db.tables import CouncilRow


@dataclass(frozen=True, slots=True)
class Council:
    """The council's name and its time. `contact`: whom to call; `purpose`: what squads' devices record and why."""

    name: str
    timezone: ZoneInfo
    division: str  # gov.uk bank-holiday division
    contact: str = ""
    purpose: str = ""


NO_COUNCIL_YET = Council("Roundbook", ZoneInfo("Europe/London"), "england-and-wales")


def find_council(session: Session) -> Council | None:
    """The council, or None before anything was set up."""
    row = session.get(CouncilRow, 1, populate_existing=True)
    if row is None:
        return None
    return Council(row.name, ZoneInfo(row.timezone), row.division, row.contact, row.purpose)


def get_council(session: Session) -> Council:
    """The council; a neutral one with British time before anything was set up."""
    return find_council(session) or NO_COUNCIL_YET


def put_council(session: Session, council: Council) -> None:
    """Set the council's name, time and words; its area is kept."""
    values = {
        "name": council.name,
        "timezone": council.timezone.key,
        "division": council.division,
        "contact": council.contact,
        "purpose": council.purpose,
    }
    session.execute(
        insert(CouncilRow)
        .values(id=1, **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )
