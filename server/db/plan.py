"""Reads the plan as facts: rounds, and the calendar exceptions that may bear on a day."""

from datetime import date

from sqlalchemy import any_, select
from sqlalchemy.orm import Session

from server.core.facts import Move, Round
from server.db.calendar import ROUND_COLUMNS, move_of, round_of
from server.db.tables import CalendarMoveRow


def list_rounds(session: Session) -> list[Round]:
    """All rounds, without their areas."""
    return [round_of(row) for row in session.execute(select(*ROUND_COLUMNS))]


def list_moves(session: Session, on: date) -> list[Move]:
    """The exceptions that take a collection from that day or bring one to it."""
    rows = session.scalars(
        select(CalendarMoveRow).where(
            (CalendarMoveRow.on == on) | (any_(CalendarMoveRow.to_on) == on)
        )
    )
    return [move_of(row) for row in rows]
