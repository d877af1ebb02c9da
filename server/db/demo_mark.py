"""Which generated demo council a database holds, if any: so that a demo never touches a real council."""

from datetime import date
from enum import StrEnum

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from server.db.shapes import Area, area_hex
from server.db.tables import CollectionRow, CouncilRow, PremisesRow, RoundRow, StreetRow, WardRow


class Holds(StrEnum):
    """What a database holds."""

    NOTHING = "nothing"
    DEMO = "demo"
    COUNCIL = "council"


def find_demo_mark(session: Session) -> str | None:
    """The mark of the demo council, as `mark_as_demo` wrote it."""
    return session.scalar(select(CouncilRow.demo))


def what_it_holds(session: Session) -> Holds:
    """Nothing yet, a demo council, or a real council (also one that is only partly imported)."""
    if find_demo_mark(session) is not None:
        return Holds.DEMO
    tables = (CouncilRow, WardRow, StreetRow, PremisesRow, RoundRow)
    if any(session.scalar(select(exists().select_from(table))) for table in tables):
        return Holds.COUNCIL
    return Holds.NOTHING


def find_last_day_worked(session: Session) -> date | None:
    """The last day of which any squad has recorded a collection."""
    return session.scalar(select(func.max(CollectionRow.on)))


def mark_as_demo(session: Session, mark: str, area: Area) -> None:
    """Mark the council, which must be put already, as a demo, and set its area."""
    session.execute(update(CouncilRow).values(demo=mark, area=area_hex(area)))
