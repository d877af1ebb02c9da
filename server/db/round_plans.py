"""Reads rounds as they are planned, and withdraws calendar exceptions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from shapely import MultiPolygon
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.db.rounds import RoundPlan
from server.db.shapes import shape_of
from server.db.tables import CalendarMoveRow, RoundRow


@dataclass(frozen=True, slots=True)
class MoveKept:
    """A calendar exception in force, as far as it identifies one of a round."""

    id: int
    round_id: str
    on: date
    action: str
    to_on: tuple[date, ...]


def list_round_plans(session: Session, ids: Collection[str] | None = None) -> list[RoundPlan]:
    """The rounds with these ids (None: all), by id."""
    wanted = select(RoundRow).order_by(RoundRow.id)
    if ids is not None:
        wanted = wanted.where(RoundRow.id.in_(ids))
    return [_plan(row) for row in session.scalars(wanted)]


def list_moves_of_rounds(
    session: Session, round_ids: Collection[str], first: date, last: date
) -> list[MoveKept]:
    """The exceptions in force that are for one of these rounds alone, on days of the span."""
    rows = session.scalars(
        select(CalendarMoveRow).where(
            CalendarMoveRow.round_id.in_(round_ids),
            CalendarMoveRow.on.between(first, last),
            CalendarMoveRow.withdrawn_at.is_(None),
        )
    )
    return [
        MoveKept(row.id, row.round_id or "", row.on, row.action, tuple(row.to_on)) for row in rows
    ]


def withdraw_moves(session: Session, ids: Collection[int], now: datetime) -> None:
    """Withdraw exceptions: they count no longer from now on, and stay for what was judged before."""
    session.execute(
        update(CalendarMoveRow)
        .where(CalendarMoveRow.id.in_(ids), CalendarMoveRow.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def _plan(row: RoundRow) -> RoundPlan:
    area = shape_of(row.area)
    return RoundPlan(
        id=row.id,
        name=row.name,
        stream=row.stream,
        cycle_from=row.cycle_from,
        weekdays=tuple(row.weekdays),
        cycle=row.cycle,
        squad=row.squad,
        operator=row.operator,
        season_from=row.season_from,
        season_to=row.season_to,
        expected_end=row.expected_end,
        area=area if isinstance(area, MultiPolygon) else None,
        closed_on=row.closed_on,
    )
