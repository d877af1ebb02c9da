"""Reads squads."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db.tables import SquadRow


def list_squad_codes(session: Session) -> list[str]:
    """The codes of all squads."""
    return list(session.scalars(select(SquadRow.code).order_by(SquadRow.code)))


def list_squads_on_app(session: Session, on: date) -> list[str]:
    """The codes of the squads that record with the app on that day, in order."""
    rows = session.scalars(
        select(SquadRow.code).where(SquadRow.on_app_from <= on).order_by(SquadRow.code)
    )
    return list(rows)


def list_unknown_squads(session: Session, codes: Sequence[str]) -> list[str]:
    """Those of the codes that no squad has."""
    known = set(session.scalars(select(SquadRow.code).where(SquadRow.code.in_(codes))))
    return [code for code in codes if code not in known]
