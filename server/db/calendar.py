"""The plan as verdicts need it: rounds by id, the calendar exceptions around some days, bank holidays."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from server.core.facts import CouncilDays, Cycle, Move, MoveAction, Round
from server.db.council import get_council
from server.db.tables import BankHolidayRow, CalendarMoveRow, RoundRow

MOVED_AT_MOST = timedelta(days=31)
ROUND_COLUMNS: tuple[Any, ...] = (
    RoundRow.id,
    RoundRow.name,
    RoundRow.stream,
    RoundRow.squad,
    RoundRow.operator,
    RoundRow.cycle,
    RoundRow.cycle_from,
    RoundRow.weekdays,
    RoundRow.season_from,
    RoundRow.season_to,
    RoundRow.expected_end,
    RoundRow.closed_on,
)  # without the area, which is large


def get_council_days(session: Session, division: str | None = None) -> CouncilDays:
    """The council's time zone and bank holidays (of its own division unless another is given)."""
    council = get_council(session)
    wanted = division or council.division
    rows = session.scalars(select(BankHolidayRow.on).where(BankHolidayRow.division == wanted))
    return CouncilDays(council.timezone.key, frozenset(rows))


def find_rounds(session: Session, ids: Collection[str]) -> dict[str, Round]:
    """Rounds by id."""
    if not ids:
        return {}
    rows = session.execute(select(*ROUND_COLUMNS).where(RoundRow.id.in_(ids)))
    return {row.id: round_of(row) for row in rows}


def round_of(row: Row[*tuple[Any, ...]]) -> Round:
    """A round as the rules read it, from ROUND_COLUMNS."""
    return Round(
        id=row.id,
        name=row.name,
        stream=row.stream,
        weekdays=frozenset(row.weekdays),
        cycle_from=row.cycle_from,
        cycle=Cycle(row.cycle),
        squad=row.squad,
        operator=row.operator,
        season_from=row.season_from,
        season_to=row.season_to,
        expected_end=row.expected_end,
        closed_on=row.closed_on,
    )


def list_moves_between(session: Session, first: date, last: date) -> tuple[Move, ...]:
    """The exceptions of days in the span, or that bring a collection into it; withdrawn ones too."""
    rows = session.scalars(
        select(CalendarMoveRow)
        .where(CalendarMoveRow.on.between(first - MOVED_AT_MOST, last + MOVED_AT_MOST))
        .order_by(CalendarMoveRow.id)
    )
    return tuple(move_of(row) for row in rows)


def move_of(row: CalendarMoveRow) -> Move:
    """An exception as the rules read it."""
    return Move(
        on=row.on,
        action=MoveAction(row.action),
        to=tuple(row.to_on),
        stream=row.stream,
        operator=row.operator,
        round_id=row.round_id,
        area=row.area,
        report_from=row.report_from,
        report_until=row.report_until,
        message=row.message,
        counts_as_working_day=row.counts_as_working_day,
        received_at=row.received_at,
        withdrawn_at=row.withdrawn_at,
    )
