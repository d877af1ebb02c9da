"""Which rounds are truly worked on a day: the cycle, and what calendar exceptions make of it. Pure.

Worked out here once more, apart from `server.core.calendar`, so that truth does not lean on what is to be judged by it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from server.db.rounds import CalendarMove, RoundPlan
from server.demo.holidays import is_due
from server.demo.index import CouncilIndex


@dataclass(frozen=True, slots=True)
class DueRound:
    """A round worked on a day; `scheduled_on` is another day when an exception moved it."""

    plan: RoundPlan
    on: date
    scheduled_on: date


def rounds_worked(index: CouncilIndex, day: date) -> tuple[DueRound, ...]:
    """The rounds worked on a day, by id."""
    found = [
        DueRound(plan, day, scheduled)
        for plan in index.rounds.values()
        for scheduled in _candidates(index, day)
        if is_due(plan, scheduled) and worked_on(index, plan, scheduled) == day
    ]
    return tuple(sorted(found, key=lambda due: (due.plan.id, due.scheduled_on)))


def worked_on(index: CouncilIndex, plan: RoundPlan, scheduled: date) -> date | None:
    """The day on which a scheduled collection is worked: None when cancelled, the last of several it may be on."""
    move = find_move(index, plan, scheduled)
    if move is None:
        return scheduled
    return max(move.to_on) if move.action != "cancelled" else None


def find_move(index: CouncilIndex, plan: RoundPlan, scheduled: date) -> CalendarMove | None:
    """The exception for a round on the day its cycle gives."""
    mine = [
        move
        for move in index.moves
        if move.on == scheduled
        and move.stream in (None, plan.stream)
        and move.round_id in (None, plan.id)
    ]
    return mine[-1] if mine else None


def _candidates(index: CouncilIndex, day: date) -> set[date]:
    return {day} | {move.on for move in index.moves if day in move.to_on}


def days_before(day: date, count: int) -> tuple[date, ...]:
    """The days before a day, oldest first."""
    return tuple(day - timedelta(days=back) for back in range(count, 0, -1))
