"""Which collections a round has: cycles, seasons, and calendar exceptions, which are rows, not arithmetic.

Bank holidays move nothing by themselves: where a council moves a collection, a `Move` says so.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from server.core.facts import Collection, CouncilDays, Cycle, Move, MoveAction, Round
from server.core.working_days import (
    ONE_DAY,
    add_calendar_days,
    add_working_days,
    day_end,
    day_start,
    is_working_day,
    local_date,
    local_time,
    moment,
)

__all__ = [
    "add_working_days",
    "collection_day_end",
    "collections_between",
    "day_end",
    "day_start",
    "find_next_collection",
    "is_scheduled",
    "is_working_day",
    "local_date",
    "local_time",
    "moment",
    "moves_known",
    "planned_between",
]

EVENING, MORNING = time(20), time(6)  # an evening's round is over before the next day's begin
WEEKS_OF_CYCLE = {
    Cycle.WEEKLY: 1,
    Cycle.FORTNIGHTLY: 2,
    Cycle.THREE_WEEKLY: 3,
    Cycle.FOUR_WEEKLY: 4,
}


def is_scheduled(a_round: Round, on: date) -> bool:
    """Does the standing plan have a collection on that date, exceptions aside?"""
    if on.isoweekday() not in a_round.weekdays or not _is_in_season(a_round, on):
        return False
    if a_round.closed_on is not None and on >= a_round.closed_on:
        return False
    weeks = (_week_of(on) - _week_of(a_round.cycle_from)) % WEEKS_OF_CYCLE[a_round.cycle]
    return weeks == 0


def collection_day_end(a_round: Round, on: date, days: CouncilDays) -> datetime:
    """When the day of a collection is over: midnight; of a round of the evening, which may run past it, the morning.

    A round is of the evening when its expected end is at eight or later.
    """
    if a_round.expected_end is None or a_round.expected_end < EVENING:
        return day_end(on, days)
    return moment(add_calendar_days(on, 1), MORNING, days)


def _week_of(on: date) -> int:
    return (on.toordinal() - 1) // 7  # date.min is a Monday


def _is_in_season(a_round: Round, on: date) -> bool:
    first, last = a_round.season_from, a_round.season_to
    if first is None or last is None:
        return True
    here = on.strftime("%m-%d")
    if first <= last:
        return first <= here <= last
    return here >= first or here <= last  # a season over the turn of the year


def moves_known(moves: Iterable[Move], as_known: datetime) -> tuple[Move, ...]:
    """The exceptions that were known, and not withdrawn, at a moment; in the order they were received."""
    found = [
        m
        for m in moves
        if m.received_at <= as_known and (m.withdrawn_at is None or m.withdrawn_at > as_known)
    ]
    return tuple(sorted(found, key=lambda m: (m.received_at, m.action, m.to, m.message)))


def applies(move: Move, a_round: Round, ward: str | None = None) -> bool:
    """Is this exception for this round (and this area)?"""
    return (
        move.stream in (None, a_round.stream)
        and move.operator in (None, a_round.operator)
        and move.round_id in (None, a_round.id)
        and move.area in (None, ward)
    )


def planned_between(
    a_round: Round, moves: Iterable[Move], first: date, last: date, ward: str | None = None
) -> tuple[Collection, ...]:
    """Every collection scheduled for, or moved to, a day of the span, cancelled ones too, oldest first."""
    mine = {
        m.on: m for m in moves if applies(m, a_round, ward)
    }  # of two for a day the later counts
    days = set(_days(first, last))
    days |= {m.on for m in mine.values() if any(first <= d <= last for d in m.to)}
    found = [_collection(a_round, on, mine.get(on)) for on in days if is_scheduled(a_round, on)]
    return tuple(sorted(found, key=lambda c: (c.on, c.scheduled_on)))


def collections_between(
    a_round: Round, moves: Iterable[Move], first: date, last: date, ward: str | None = None
) -> tuple[Collection, ...]:
    """The collections that are (or, with "either of", may be) worked on a day of the span, oldest first."""
    planned = planned_between(a_round, moves, first, last, ward)
    return tuple(
        c for c in planned if not c.is_cancelled and any(first <= d <= last for d in c.days)
    )


def find_next_collection(
    a_round: Round, moves: Iterable[Move], after: date, ward: str | None = None
) -> Collection | None:
    """The first collection on a day after a date, looking a year ahead at most."""
    known = tuple(moves)
    first = add_calendar_days(after, 1)
    for span in (28, 366):  # nearly always within four weeks; a season break is longer
        found = collections_between(a_round, known, first, add_calendar_days(after, span), ward)
        if found:
            return found[0]
    return None


def _collection(a_round: Round, scheduled_on: date, move: Move | None) -> Collection:
    days = tuple(sorted(move.to)) if move is not None and move.to else (scheduled_on,)
    if move is not None and move.action is MoveAction.CANCELLED:
        days = (scheduled_on,)
    return Collection(a_round.id, days[-1], scheduled_on, days, move)


def _days(first: date, last: date) -> Iterator[date]:
    span = min((last - first) / timedelta(days=1), 800.0)
    for step in range(int(span) + 1):
        day = add_calendar_days(first, step)
        yield day
        if day >= date.max - ONE_DAY:
            return
