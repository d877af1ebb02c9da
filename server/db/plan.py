"""Reads the plan as facts: rounds, and the calendar exceptions that may bear on a day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import any_, select, text
from sqlalchemy.orm import Session

from server.core.facts import Move, Round
from server.db.calendar import ROUND_COLUMNS, move_of, round_of
from server.db.direct import ask
from server.db.tables import CalendarMoveRow

ANY_MOVED = text("""
select exists (select from calendar_move
               where on_date = any(cast(:days as date[])) or to_on && cast(:days as date[])) as moved
""")


def list_rounds(session: Session) -> list[Round]:
    """All rounds, without their areas."""
    return [round_of(row) for row in session.execute(select(*ROUND_COLUMNS))]


def is_any_moved(session: Session, days: Collection[date]) -> bool:
    """Whether an exception takes a collection from one of these days or brings one to it."""
    return bool(ask(session, ANY_MOVED, {"days": list(days)})[0].moved)


def list_moves(session: Session, on: date) -> list[Move]:
    """The exceptions that take a collection from that day or bring one to it."""
    rows = session.scalars(
        select(CalendarMoveRow).where(
            (CalendarMoveRow.on == on) | (any_(CalendarMoveRow.to_on) == on)
        )
    )
    return [move_of(row) for row in rows]
