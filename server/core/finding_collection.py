"""Which collection a report is about: the latest of the stream in the look-back, over every round of the premises."""

from dataclasses import dataclass, replace
from datetime import date

from server.core.calendar import applies, planned_between
from server.core.facts import (
    Collection,
    CouncilDays,
    Move,
    Premises,
    Report,
    Round,
    Service,
    ServiceState,
)
from server.core.known import Known
from server.core.policy import Policy
from server.core.working_days import add_calendar_days, local_date

AHEAD = 31  # days; how far ahead an exception may have moved a collection that was due


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `service` None: the premises is not on the stream; `collection` None: none was due.

    `span`: the dates on which a contact is about this collection, the second not included.
    """

    days: CouncilDays
    service: Service | None = None
    round: Round | None = None
    collection: Collection | None = None
    span: tuple[date, date] = (date.min, date.max)


def find_collection(
    report: Report, premises: Premises, known: Known, policy: Policy, moves: tuple[Move, ...]
) -> Found:
    """The collection that a report of this premises is about, under the exceptions given."""
    made_on = local_date(report.made_at, known.days)
    first = add_calendar_days(made_on, 1 - policy.look_back_days)
    without = Found(known.days)
    best: tuple[tuple[date, bool, date], Found] | None = None
    for service in known.services_of(premises.uprn, report.stream):
        a_round = known.rounds.get(service.round_id)
        if a_round is None or not _is_in_time(service, first, made_on):
            continue
        days = _with_catch_up(known.days, a_round, moves, premises.ward)
        here = Found(days, service, a_round)
        without = _better(without, here)
        if service.state is not ServiceState.ACTIVE:
            continue
        for rank, found in _candidates(here, a_round, premises.ward, moves, (first, made_on)):
            if best is None or rank > best[0]:
                best = (rank, found)
    return best[1] if best is not None else without


def _better(one: Found, other: Found) -> Found:
    if one.service is None:
        return other
    is_active = other.service is not None and other.service.state is ServiceState.ACTIVE
    return other if is_active else one


def _is_in_time(service: Service, first: date, last: date) -> bool:
    return service.from_on <= last and (service.until_on is None or service.until_on > first)


def _with_catch_up(
    days: CouncilDays, a_round: Round, moves: tuple[Move, ...], ward: str | None
) -> CouncilDays:
    counting = [m for m in moves if m.counts_as_working_day and applies(m, a_round, ward)]
    if not counting:
        return days
    return replace(days, catch_up=days.catch_up | {day for m in counting for day in m.to})


def _candidates(
    here: Found,
    a_round: Round,
    ward: str | None,
    moves: tuple[Move, ...],
    look_back: tuple[date, date],
) -> list[tuple[tuple[date, bool, date], Found]]:
    """The collections whose planned or exceptional day lies in the look-back, each with its rank: latest wins."""
    first, last = look_back
    planned = planned_between(a_round, moves, first, add_calendar_days(last, AHEAD), ward)
    starts = sorted({_points(c)[0] for c in planned})
    found = []
    for collection in planned:
        points = _points(collection)
        within = [p for p in points if first <= p <= last]
        if not within or not _serves(here.service, collection):
            continue
        ends = next((s for s in starts if s > points[0]), add_calendar_days(last, AHEAD))
        span = (points[0], ends)
        rank = (within[-1], not collection.is_cancelled, collection.on)
        found.append((rank, replace(here, collection=collection, span=span)))
    return found


def _points(collection: Collection) -> list[date]:
    return sorted({collection.scheduled_on, *collection.days})


def _serves(service: Service | None, collection: Collection) -> bool:
    if service is None:
        return False
    on = collection.on
    return service.from_on <= on and (service.until_on is None or on < service.until_on)
