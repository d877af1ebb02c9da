"""Finds the plan behind a list of dates: the cycle a round keeps, and where it was moved or cancelled. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.core.schedules import CYCLES

NEAR = timedelta(days=6)  # a moved collection is worked within the week


@dataclass(frozen=True, slots=True)
class DatesMove:
    """A scheduled date that was not kept: moved to another, or (None) cancelled."""

    on: date
    to: date | None


@dataclass(frozen=True, slots=True)
class PlanFound:
    """A cycle on one weekday with its exceptions. `odd`: dates that no scheduled date was moved to."""

    weekday: int
    cycle: str
    cycle_from: date
    moves: tuple[DatesMove, ...]
    odd: tuple[date, ...]


def find_plan(dates: Collection[date], changed: Collection[date] = ()) -> PlanFound | None:
    """The plan that most of the dates keep; None when there are too few to tell.

    changed: dates that are known to be moved, so that they do not count as the rule.
    """
    days = sorted(set(dates))
    regular = [day for day in days if day not in set(changed)]
    if len(regular) < 3:
        return None
    weekday, weeks, start = _rule(regular)
    first = start
    while first - timedelta(weeks=weeks) >= days[0] - NEAR:
        first -= timedelta(weeks=weeks)
    moves, odd = _exceptions(first, weeks, days)
    return PlanFound(weekday, CYCLES[weeks], first, tuple(moves), tuple(odd))


def _rule(regular: Sequence[date]) -> tuple[int, int, date]:
    """Weekday, weeks between, and a date that keeps them: those that most of the dates agree on."""
    weekday = Counter(day.isoweekday() for day in regular).most_common(1)[0][0]
    kept = [day for day in regular if day.isoweekday() == weekday]
    best = (0, 0, kept[0])
    for weeks in CYCLES:
        phases = Counter((day.toordinal() // 7) % weeks for day in kept)
        phase, agreeing = phases.most_common(1)[0]
        in_phase = [day for day in kept if (day.toordinal() // 7) % weeks == phase]
        due = (in_phase[-1] - in_phase[0]).days // (7 * weeks) + 1
        # a rule must explain the dates and must not promise many that are not there
        score = agreeing - (due - agreeing)
        if score > best[0]:
            best = (score, weeks, in_phase[0])
    return weekday, best[1] or 1, best[2]


def _exceptions(
    first: date, weeks: int, days: Sequence[date]
) -> tuple[list[DatesMove], list[date]]:
    there = set(days)
    scheduled = []
    day = first
    while day <= days[-1] + NEAR:
        scheduled.append(day)
        day += timedelta(weeks=weeks)
    spare = sorted(there - set(scheduled))
    moves = []
    for on in scheduled:
        if on in there:
            continue
        near = [day for day in spare if abs(day - on) <= NEAR]
        to = min(near, key=lambda day: abs(day - on)) if near else None
        if to is not None:
            spare.remove(to)
        elif on > days[-1] or on < days[0]:
            continue  # beyond what the list says
        moves.append(DatesMove(on, to))
    return moves, spare
