"""Reads squads."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db.tables import SquadRow


def list_squad_codes(session: Session) -> list[str]:
    """The codes of all squads."""
    return list(session.scalars(select(SquadRow.code).order_by(SquadRow.code)))
