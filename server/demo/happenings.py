"""Draws what truly happens on a collection. Pure and seeded by the collection, so any day can be drawn by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from server.db.places import Premises
from server.demo.chances import (
    ENTRY_BLOCKED_BY,
    MATERIALS,
    PARTS,
    REFUSED,
    STREET_BLOCKED_BY,
    USUAL,
    Chances,
)
from server.demo.days import DueRound
from server.demo.fleet import shift_start
from server.demo.holidays import ZONE
from server.demo.index import CouncilIndex
from server.demo.rounds import MINUTES_OUT, street_minutes
from server.demo.truth import CollectionTruth, Refused, StreetTruth
from sync.ops import Part
from sync.words import Outcome, Reason

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What befalls a whole round: from the street at `place` on nothing is done, or everything is later."""

    place: int
    reason: Reason | None = None
    delay_min: int = 0


def happen(index: CouncilIndex, due: DueRound, chances: Chances = USUAL) -> CollectionTruth:
    """What happens on a round worked on a day."""
    random = Random(f"{index.seed}/{due.plan.id}/{due.on.isoformat()}/truth")
    usrns = index.streets_of_round.get(due.plan.id, ())
    trouble = _draw_trouble(len(usrns), chances, random)
    start = _start(due, random) + timedelta(minutes=trouble.delay_min if trouble.place == 0 else 0)
    streets = _streets(index, due, (start, trouble), (chances, random))
    streets, ended_at = _go_back(streets, start, chances, random)
    return CollectionTruth(
        round_id=due.plan.id,
        stream=due.plan.stream,
        squad=due.plan.squad,
        on=due.on,
        scheduled_on=due.scheduled_on,
        started_at=start,
        ended_at=ended_at,
        streets=streets,
        end_reason=trouble.reason,
    )


def _start(due: DueRound, random: Random) -> datetime:
    local = datetime.combine(due.on, shift_start(due.plan.squad), ZONE)
    late = timedelta(minutes=random.randint(-4, 9), seconds=random.randint(0, 59))
    return local.astimezone(UTC) + late  # from here on in UTC: sums over a clock change are true


def _draw_trouble(streets: int, chances: Chances, random: Random) -> _Trouble:
    draw = random.random()
    if draw < chances.breakdown:
        place = random.randint(max(1, streets // 4), max(1, streets - 1))
        if random.random() < chances.replaced:
            return _Trouble(place, delay_min=random.randint(50, 110))
        return _Trouble(place, Reason.BREAKDOWN)
    draw -= chances.breakdown
    if draw < chances.out_of_time:
        return _Trouble(max(1, streets - random.randint(1, 3)), Reason.OUT_OF_TIME)
    draw -= chances.out_of_time
    if draw < chances.vehicle_full:
        return _Trouble(max(1, streets - random.randint(1, 4)), Reason.VEHICLE_FULL)
    draw -= chances.vehicle_full
    if draw < chances.crew_short:
        return _Trouble(0, delay_min=random.randint(40, 75))
    return _Trouble(streets)


def _streets(
    index: CouncilIndex,
    due: DueRound,
    start_and_trouble: tuple[datetime, _Trouble],
    chances_and_random: tuple[Chances, Random],
) -> tuple[StreetTruth, ...]:
    start, trouble = start_and_trouble
    chances, random = chances_and_random
    usrns = index.streets_of_round.get(due.plan.id, ())
    minutes = street_minutes([len(index.premises_of_street.get(usrn, ())) for usrn in usrns])
    at = start + timedelta(minutes=MINUTES_OUT)
    found = []
    for place, (usrn, its_minutes) in enumerate(zip(usrns, minutes, strict=True)):
        if trouble.reason is not None and place >= trouble.place:
            found.append(StreetTruth(usrn, Outcome.NOT_COLLECTED, None, trouble.reason))
            continue
        if place == trouble.place:
            at += timedelta(minutes=trouble.delay_min)
        at += timedelta(minutes=its_minutes * random.uniform(0.85, 1.18))
        street = _visit_street(index, (due, usrn), at, (chances, random))
        if street.outcome is Outcome.NOT_COLLECTED:
            at -= timedelta(minutes=its_minutes * 0.8)  # no time lost on it
            street = replace(street, at=at)
        found.append(street)
    return tuple(found)


def _visit_street(
    index: CouncilIndex,
    where: tuple[DueRound, str],
    at: datetime,
    chances_and_random: tuple[Chances, Random],
) -> StreetTruth:
    due, usrn = where
    chances, random = chances_and_random
    draw = random.random()
    if draw < chances.street_blocked:
        return StreetTruth(usrn, Outcome.NOT_COLLECTED, at, _weighted(STREET_BLOCKED_BY, random))
    draw -= chances.street_blocked
    served = index.served(due.plan.id, usrn, due.on)
    if draw < chances.street_skipped:
        return StreetTruth(usrn, Outcome.COMPLETED, at, is_skipped=True)
    draw -= chances.street_skipped
    entries = _entries_left(index, usrn, chances, random)
    part, reason = None, None
    if draw < chances.street_partly and len(served) > 8:
        part, reason = Part(side=random.choice(("odd", "even"))), Reason.PARKED_VEHICLES
    bins = _Bins(served, due.plan.stream, chances, random)
    return StreetTruth(
        usrn,
        Outcome.PARTLY_COMPLETED if part else Outcome.COMPLETED,
        at,
        reason,
        part,
        entries,
        missed=bins.missed,
        refused=bins.refused,
        warned=bins.warned,
    )


def _entries_left(
    index: CouncilIndex, usrn: str, chances: Chances, random: Random
) -> tuple[tuple[str, Reason], ...]:
    """An entry is as often shut as keeps the council's proportion of entries to streets."""
    return tuple(
        (entry.id, _weighted(ENTRY_BLOCKED_BY, random))
        for entry in index.entries_of_street.get(usrn, ())
        if random.random() < chances.street_blocked * index.entry_share
    )


class _Bins:
    """What becomes of single bins on a street that was reached."""

    def __init__(
        self, served: tuple[Premises, ...], stream: str, chances: Chances, random: Random
    ) -> None:
        reasons = {**REFUSED["every"], **REFUSED.get(stream, {})}
        any_reason = sum(reasons.values())
        missed, warned, refused = [], [], []
        for place in served:
            draw = random.random()
            if draw < chances.premises_missed:
                missed.append(place.uprn)
            elif draw < chances.premises_missed + any_reason:
                is_true = random.random() >= chances.wrongly_refused
                reason = _weighted(reasons, random)
                material = _material(reason, stream, random)
                refused.append(Refused(place.uprn, reason, is_true, material))
            elif stream == "refuse" and draw > 1 - chances.warned:
                warned.append(place.uprn)
        self.missed, self.warned = frozenset(missed), frozenset(warned)
        self.refused = tuple(refused)


def _material(reason: Reason, stream: str, random: Random) -> str | None:
    if reason is Reason.CONTAMINATED:
        return random.choice(MATERIALS.get(stream, ("other",)))
    return random.choice(PARTS) if reason is Reason.BIN_DAMAGED else None


def _go_back(
    streets: tuple[StreetTruth, ...], start: datetime, chances: Chances, random: Random
) -> tuple[tuple[StreetTruth, ...], datetime]:
    """At the end of the round some blocked streets are free by now."""
    at = max((street.at for street in streets if street.at), default=start)
    found = []
    for street in streets:
        blocked = street.outcome is Outcome.NOT_COLLECTED and street.at is not None
        if (
            blocked
            and street.reason is Reason.PARKED_VEHICLES
            and random.random() < chances.went_back
        ):
            at += timedelta(minutes=random.uniform(9, 22))
            found.append(replace(street, went_back_at=at))
        else:
            found.append(street)
    return tuple(found), at + timedelta(minutes=random.uniform(6, 20))


def _weighted(weights: Mapping[Choice, float], random: Random) -> Choice:
    return random.choices(list(weights), list(weights.values()))[0]


def truths_of(
    index: CouncilIndex, due: tuple[DueRound, ...], chances: Chances = USUAL
) -> Iterator[CollectionTruth]:
    """What happens on several rounds."""
    return (happen(index, one, chances) for one in due)
