"""A real council's calendar of two seasons from cycles and holiday rows alone: every date, and the rows it takes."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from server.core.calendar import collections_between, is_scheduled
from server.core.facts import Cycle, Move, MoveAction, Round
from server.core.round_dates import find_plan
from tests.conftest import SHARED

FILE = SHARED / "data" / "gedling-bin-calendars" / "collections-2023-25.csv"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the shared data is not here")
STREAMS = {"black": ("black",), "green": ("green",), "green+glass": ("green", "glass")}
GARDEN_SEASON = ("03-01", "12-20")  # nothing at Christmas, in January and February
Key = tuple[str, str]  # round, stream


@dataclass
class Dates:
    """The dates of one stream of a round; `changed`: those the council marks as moved."""

    all: set[date] = field(default_factory=set)
    changed: set[date] = field(default_factory=set)


@dataclass
class Plan:
    """The cycle found, with the rows it needs."""

    a_round: Round
    moves: tuple[Move, ...]


def read_dates() -> dict[Key, Dates]:
    found: dict[Key, Dates] = defaultdict(Dates)
    with FILE.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            for stream in STREAMS.get(row["bins"], (row["bins"],)):
                here, on = found[row["round"], stream], date.fromisoformat(row["date"])
                here.all.add(on)
                if row["changed"] == "1":
                    here.changed.add(on)
    return found


def plan_of(key: Key, dates: Dates) -> Plan:
    found = find_plan(dates.all, dates.changed)
    assert found is not None, key
    season = GARDEN_SEASON if key[1] == "garden" else (None, None)
    a_round = Round(
        f"{key[0]} {key[1]}",
        key[1],
        frozenset({found.weekday}),
        found.cycle_from,
        Cycle(found.cycle),
        season_from=season[0],
        season_to=season[1],
    )
    moves = [m for m in found.moves if is_scheduled(a_round, m.on)]
    rows = [move_of(m.on, m.to) for m in moves]
    return Plan(a_round, tuple(rows + [both_days(a_round, odd) for odd in found.odd]))


def both_days(a_round: Round, odd: date) -> Move:
    """A moved date was published and the holiday itself not taken out (27 May 2024): it is either of them."""
    days = [odd + timedelta(days=n) for n in range(1, 7)]
    on = next(day for day in days if is_scheduled(a_round, day))
    return Move(on, MoveAction.EITHER_OF, (odd, on))


def move_of(on: date, to: date | None) -> Move:
    if to is None:
        return Move(on, MoveAction.CANCELLED)
    return Move(on, MoveAction.EARLIER if to < on else MoveAction.LATER, (to,))


def dates_of(plan: Plan, moves: Iterable[Move], dates: Dates) -> set[date]:
    first, last = min(dates.all), max(dates.all)
    found = collections_between(plan.a_round, moves, first, last)
    return {day for c in found for day in c.days if first <= day <= last}


def merged(plans: list[Plan]) -> list[Move]:
    """One row for a day where every round of the day moves alike; else one row a round."""
    of_day: dict[date, list[tuple[Plan, Move]]] = defaultdict(list)
    for plan in plans:
        for move in plan.moves:
            of_day[move.on].append((plan, move))
    rows: list[Move] = []
    for on, moved in sorted(of_day.items()):
        due = [p for p in plans if is_scheduled(p.a_round, on)]
        if len({m for _, m in moved}) == 1 and len(moved) == len(due):
            rows.append(moved[0][1])
        else:
            rows += [Move(m.on, m.action, m.to, round_id=plan.a_round.id) for plan, m in moved]
    return rows


def test_cycles_and_holiday_rows_give_every_date_of_two_seasons() -> None:
    every = read_dates()
    plans = {key: plan_of(key, dates) for key, dates in every.items()}
    rows = merged(list(plans.values()))
    for key, plan in plans.items():
        assert dates_of(plan, plan.moves, every[key]) == every[key].all, key
        assert dates_of(plan, rows, every[key]) == every[key].all, key
    count = sum(len(d.all) for d in every.values())
    alone = sum(len(p.moves) for p in plans.values())
    # what docs/measurements.md says
    assert (count, len(plans), alone, len(rows)) == (2991, 70, 129, 42)


def test_without_its_rows_a_plan_gets_the_holidays_wrong() -> None:
    every = read_dates()
    wrong = 0
    for key, dates in every.items():
        plan = plan_of(key, dates)
        wrong += len(dates_of(plan, (), dates) ^ dates.all)
    assert wrong > 100
