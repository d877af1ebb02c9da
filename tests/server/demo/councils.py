"""The small demo council that these tests share, made once."""

from datetime import date
from functools import cache

from server.demo.council import DemoCouncil, DemoPlan, make_council
from server.demo.index import CouncilIndex, index_council
from server.demo.shifts import DayPlanner

ON = date(2026, 11, 21)  # a Saturday


@cache
def small_council(seed: int = 1) -> DemoCouncil:
    return make_council(DemoPlan("small", seed, ON))


@cache
def town_council() -> DemoCouncil:
    return make_council(DemoPlan("town", 1, ON))


@cache
def small_index() -> CouncilIndex:
    return index_council(small_council())


@cache
def town_planner() -> DayPlanner:
    return DayPlanner(town_council())


@cache
def small_planner() -> DayPlanner:
    return DayPlanner(small_council())
