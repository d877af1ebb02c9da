"""Wards, and what a member sees of theirs. Wards are joined spatially when asked, never stored with a street."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db.tables import WardRow


@dataclass(frozen=True, slots=True)
class WardName:
    """A ward by code and name."""

    code: str
    name: str


def list_wards(session: Session) -> list[WardName]:
    """All wards by name."""
    rows = session.execute(select(WardRow.code, WardRow.name).order_by(WardRow.name, WardRow.code))
    return [WardName(code, name) for code, name in rows]


def list_unknown_wards(session: Session, codes: Sequence[str]) -> list[str]:
    """Those of the codes that no ward has."""
    if not codes:
        return []
    known = set(session.scalars(select(WardRow.code).where(WardRow.code.in_(codes))))
    return [code for code in codes if code not in known]
