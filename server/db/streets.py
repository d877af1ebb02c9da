"""Reads streets."""

from dataclasses import dataclass

from shapely import MultiLineString
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db.shapes import shape_of
from server.db.tables import StreetRow


@dataclass(frozen=True, slots=True)
class StreetKnown:
    """A street that is there already."""

    usrn: str
    name: str
    locality: str
    terms: tuple[str, ...]
    line: MultiLineString | None


def list_known_streets(session: Session) -> list[StreetKnown]:
    """All streets, by USRN."""
    rows = session.execute(
        select(
            StreetRow.usrn,
            StreetRow.name,
            StreetRow.locality,
            StreetRow.name_terms,
            StreetRow.line,
        ).order_by(StreetRow.usrn)
    )
    return [_known(*row) for row in rows]


def find_street_name(session: Session, usrn: str) -> str | None:
    """The name of the street of that number."""
    return session.scalars(select(StreetRow.name).where(StreetRow.usrn == usrn)).one_or_none()


def _known(usrn: str, name: str, locality: str, terms: list[str], line: object) -> StreetKnown:
    shape = shape_of(line)  # type: ignore[arg-type]  # a WKBElement or None
    return StreetKnown(
        usrn, name, locality, tuple(terms), shape if isinstance(shape, MultiLineString) else None
    )
