"""The demo council's rounds: everybody is served, squads have sensible days, every day has work."""

import math
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from server.core.calendar import collections_between
from server.core.facts import Cycle, Move, MoveAction, Round
from server.db.rounds import CalendarMove, RoundPlan
from server.demo.council import DemoCouncil, DemoPlan, make_council
from server.demo.days import rounds_worked
from server.demo.fleet import OTHER_OPERATOR
from server.demo.index import index_council
from tests.server.demo.councils import ON, small_council, town_council


@pytest.fixture(params=["small", "town"])
def council(request: pytest.FixtureRequest) -> DemoCouncil:
    return small_council() if request.param == "small" else town_council()


def test_every_premises_is_on_exactly_one_round_of_each_stream(council: DemoCouncil) -> None:
    found = Counter((s.uprn, s.stream) for s in council.services if s.state == "active")
    for place in council.town.premises:
        for stream in ("refuse", "recycling", "food"):
            assert found[place.uprn, stream] == 1
        assert found[place.uprn, "garden"] <= 1


def test_garden_subscriptions_are_of_every_kind() -> None:
    states = Counter(s.state for s in town_council().services if s.stream == "garden")
    assert states["active"] > states["expired"] > states["pending"] > 20


def test_there_are_50_squads_of_which_10_use_the_app(council: DemoCouncil) -> None:
    assert len(council.book.squads) == 50
    assert sum(squad.on_app_from is not None for squad in council.book.squads) == 10


def test_every_cycle_and_stream_is_there(council: DemoCouncil) -> None:
    assert {plan.cycle for plan in council.book.rounds} == {"weekly", "fortnightly", "three_weekly"}
    assert {plan.stream for plan in council.book.rounds} == {
        "refuse",
        "recycling",
        "food",
        "garden",
    }


def test_one_stream_is_run_by_another_operator_in_part_of_the_town(council: DemoCouncil) -> None:
    theirs = [plan for plan in council.book.rounds if plan.operator]
    assert {(plan.stream, plan.operator, plan.squad) for plan in theirs} == {
        ("recycling", OTHER_OPERATOR, None)
    }
    assert len(theirs) < sum(plan.stream == "recycling" for plan in council.book.rounds) / 2


def test_no_squad_has_two_rounds_on_one_day_unless_one_was_moved(council: DemoCouncil) -> None:
    index = index_council(council)
    for back in range(42):
        due = rounds_worked(index, ON - timedelta(days=back))
        planned = Counter(d.plan.squad for d in due if d.plan.squad and d.on == d.scheduled_on)
        assert all(count == 1 for count in planned.values())


def test_squads_on_the_app_work_on_every_day_of_the_week() -> None:
    index = index_council(town_council())
    on_app = {squad.code for squad in town_council().book.squads if squad.on_app_from}
    for ahead in range(7):
        due = rounds_worked(index, ON + timedelta(days=ahead))
        assert len({d.plan.squad for d in due} & on_app) >= 4


def test_even_on_a_bank_holiday_somebody_works() -> None:
    christmas = date(2026, 12, 25)
    council = make_council(DemoPlan("small", 1, christmas))
    on_app = {squad.code for squad in council.book.squads if squad.on_app_from}
    due = rounds_worked(index_council(council), christmas)
    assert {d.plan.squad for d in due} & on_app


def test_a_round_goes_from_neighbour_to_neighbour() -> None:
    """In round order the way between streets is far shorter than in any order."""
    middles = {sketch.usrn: sketch.middle for sketch in town_council().town.sketches}
    rounds = defaultdict(list)
    for one in sorted(town_council().book.round_streets, key=lambda s: s.position):
        rounds[one.round_id].append(one.usrn)
    walked = sum(_way(usrns, middles) for usrns in rounds.values())
    random = Random(7)
    unordered = sum(_way(random.sample(usrns, len(usrns)), middles) for usrns in rounds.values())
    assert walked < unordered * 0.65


def _way(usrns: list[str], middles: dict[str, tuple[float, float]]) -> float:
    points = [middles[usrn] for usrn in usrns]
    return sum(math.dist(a, b) for a, b in pairwise(points))


def test_expected_ends_lie_within_the_day(council: DemoCouncil) -> None:
    assert all(plan.expected_end is not None for plan in council.book.rounds)
    assert all(plan.expected_end.hour >= 2 for plan in council.book.rounds if plan.expected_end)


@pytest.mark.parametrize("on", [date(2026, 11, 21), date(2026, 7, 12), date(2026, 12, 27)])
def test_the_days_of_the_truth_are_those_of_the_servers_calendar(on: date) -> None:
    """Worked out twice, apart from each other, with the same end."""
    council = make_council(DemoPlan("small", 3, on))
    index = index_council(council)
    moves = [_move(move) for move in council.moves]
    first, last = on - timedelta(days=30), on + timedelta(days=30)
    ours = {
        (due.plan.id, due.on, due.scheduled_on)
        for ahead in range(61)
        for due in rounds_worked(index, first + timedelta(days=ahead))
    }
    theirs = {
        (found.round_id, found.on, found.scheduled_on)
        for plan in council.book.rounds
        for found in collections_between(_round(plan), moves, first, last)
        if first <= found.on <= last
    }
    assert ours == theirs
    assert any(on_ != scheduled for _, on_, scheduled in ours)


def _round(plan: RoundPlan) -> Round:
    return Round(
        plan.id,
        plan.stream,
        frozenset(plan.weekdays),
        plan.cycle_from,
        Cycle(plan.cycle),
        squad=plan.squad,
        operator=plan.operator,
        season_from=plan.season_from,
        season_to=plan.season_to,
    )


def _move(move: CalendarMove) -> Move:
    return Move(
        move.on,
        MoveAction(move.action),
        move.to_on,
        move.stream,
        move.operator,
        move.round_id,
        move.area,
    )
