"""Reads the plan as facts: rounds, and the calendar exceptions that may bear on a day."""

from datetime import date

from sqlalchemy import any_, select
from sqlalchemy.orm import Session

from server.core.facts import Cycle, Move, MoveAction, Round
from server.db.tables import CalendarMoveRow, RoundRow


def list_rounds(session: Session) -> list[Round]:
    """All rounds, without their areas."""
    columns = (
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
    )
    return [
        Round(
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
        for row in session.execute(select(*columns))
    ]


def list_moves(session: Session, on: date) -> list[Move]:
    """The exceptions that take a collection from that day or bring one to it."""
    rows = session.scalars(
        select(CalendarMoveRow).where(
            (CalendarMoveRow.on == on) | (any_(CalendarMoveRow.to_on) == on)
        )
    )
    return [
        Move(
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
        for row in rows
    ]
