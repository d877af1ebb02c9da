"""Plans the rounds: territories dealt to squads and days, streets in walkable order, expected ends. Pure and seeded."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from server.db.rounds import RoundPlan, RoundStreet, Squad
from server.demo.fleet import (
    FLEET,
    SQUADS,
    SQUADS_ON_APP,
    USUAL_WEEKS,
    WEEKS_OF,
    Section,
    shift_start,
)
from server.demo.sizes import Size
from server.demo.territories import Weights, territories, walkable
from server.demo.town.town import StreetSketch, Town

FIRST_MONDAY = date(2024, 1, 1)  # week A of every cycle
MINUTES_OUT = 18  # from the depot to the first street
MINUTES_A_STREET = 1.5
MINUTES_A_ROUND = 330.0
MINUTES_A_PREMISES = 0.2, 1.1  # at most and at least this brisk
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LETTERS = {"refuse": "REF", "recycling": "REC", "food": "FOO", "garden": "GAR"}


@dataclass(frozen=True, slots=True)
class RoundBook:
    """All rounds with their streets, and the squads."""

    squads: tuple[Squad, ...]
    rounds: tuple[RoundPlan, ...]
    round_streets: tuple[RoundStreet, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A day of a squad's cycle."""

    squad: str | None
    weekday: int
    week: int


def plan_rounds(town: Town, size: Size, on_app_from: date) -> RoundBook:
    """Plan every round of the council."""
    weights: Weights = Counter(p.usrn for p in town.premises if p.usrn)
    names = {street.usrn: street.locality for street in town.streets}
    planner = _Planner(size, weights, names)
    codes = iter(f"S{n:02d}" for n in range(1, SQUADS_ON_APP + 1)), _codes_off_app()
    for section in FLEET:
        planner.plan_section(section, _streets_of(section, town, size), codes)
    return RoundBook(
        tuple(
            Squad(f"S{n:02d}", f"Squad {n}", on_app_from if n <= SQUADS_ON_APP else None)
            for n in range(1, SQUADS + 1)
        ),
        tuple(planner.rounds),
        tuple(planner.round_streets),
    )


def _codes_off_app() -> Iterator[str]:
    return iter(f"S{n:02d}" for n in range(SQUADS_ON_APP + 1, SQUADS + 1))


def _streets_of(section: Section, town: Town, size: Size) -> list[StreetSketch]:
    def is_theirs(street: StreetSketch) -> bool:
        """The other operator recycles in the north-east of the town."""
        return street.middle[0] > 0.18 * size.radius_m and street.middle[1] > 0.1 * size.radius_m

    streets = [street for street in town.sketches if street.style in section.zones]
    if section.stream != "recycling":
        return streets
    return [street for street in streets if is_theirs(street) is (section.operator is not None)]


class _Planner:
    def __init__(self, size: Size, weights: Weights, localities: dict[str, str]) -> None:
        self._size = size
        self._weights = weights
        self._localities = localities
        self._numbers: Counter[str] = Counter()
        self.rounds: list[RoundPlan] = []
        self.round_streets: list[RoundStreet] = []

    def plan_section(
        self,
        section: Section,
        streets: list[StreetSketch],
        codes: tuple[Iterator[str], Iterator[str]],
    ) -> None:
        slots = list(_slots(section, codes))
        premises = sum(self._weights[street.usrn] for street in streets)
        wanted = math.ceil(premises / (self._size.premises_per_round * section.load))
        cut = territories(streets, self._weights, min(max(wanted, 1), len(slots)))
        for slot, territory in zip(_dealt(slots, len(cut)), cut, strict=True):
            self._add(section, slot, territory)

    def _add(self, section: Section, slot: _Slot, territory: list[StreetSketch]) -> None:
        self._numbers[section.stream] += 1
        number = self._numbers[section.stream]
        round_id = f"{LETTERS[section.stream]}{number:03d}"
        where = Counter(self._localities[street.usrn] for street in territory).most_common(1)[0][0]
        season_from, season_to = section.season or (None, None)
        self.rounds.append(
            RoundPlan(
                id=round_id,
                name=f"{section.stream.capitalize()} {number} {where}, {WEEKDAYS[slot.weekday - 1]}",
                stream=section.stream,
                cycle_from=FIRST_MONDAY + timedelta(weeks=slot.week, days=slot.weekday - 1),
                weekdays=(slot.weekday,),
                cycle=section.cycle,
                squad=slot.squad,
                operator=section.operator,
                season_from=season_from,
                season_to=season_to,
                expected_end=self._expected_end(slot.squad, territory),
            )
        )
        self.round_streets += [
            RoundStreet(round_id, street.usrn, position)
            for position, street in enumerate(walkable(territory, (0.0, 0.0)), start=1)
        ]

    def _expected_end(self, squad: str | None, territory: list[StreetSketch]) -> time:
        """Half an hour after the work should be done, on the half hour."""
        premises = [self._weights[street.usrn] for street in territory]
        minutes = MINUTES_OUT + sum(street_minutes(premises))
        start = datetime.combine(FIRST_MONDAY, shift_start(squad))
        halves = math.ceil((minutes + 15) / 30)
        end = start + timedelta(minutes=30 * halves)
        return end.time() if end.date() == FIRST_MONDAY else time(23, 30)


def street_minutes(premises: list[int]) -> list[float]:
    """How long each street of a round takes, from the premises on each: a small round goes at an easy pace."""
    briskest, easiest = MINUTES_A_PREMISES
    pace = min(max(MINUTES_A_ROUND / max(1, sum(premises)), briskest), easiest)
    return [MINUTES_A_STREET + count * pace for count in premises]


def _slots(section: Section, codes: tuple[Iterator[str], Iterator[str]]) -> Iterator[_Slot]:
    """Every day of every squad's cycle: first those on the app (their weeks are full), then the others day by day."""
    weeks = WEEKS_OF[section.cycle]
    if section.operator is not None:
        yield from (
            _Slot(None, weekday, week)
            for _ in range(4)
            for week in range(weeks)
            for weekday in range(1, 7)
        )
        return
    on_app, off = codes
    for days in section.days_on_app:
        squad = next(on_app)
        yield from (_Slot(squad, weekday, week) for week in range(weeks) for weekday in days)
    others = [next(off) for _ in range(section.squads - len(section.days_on_app))]
    for week in range(weeks):
        for day in range(5):
            yield from (
                _Slot(squad, USUAL_WEEKS[number % 4][day], week)
                for number, squad in enumerate(others)
            )


def _dealt(slots: list[_Slot], wanted: int) -> list[_Slot]:
    """The first slots, put together by squad, so that a squad's territories are neighbours."""
    taken = slots[:wanted]
    return sorted(taken, key=lambda slot: (slot.squad or "", slot.week, slot.weekday))
