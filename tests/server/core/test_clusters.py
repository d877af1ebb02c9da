"""How many reports put a street's record in doubt: seldom by chance, soon when the street was really left."""

import random
from dataclasses import replace

import pytest

from server.core.clusters import by_chance, needed_reports
from server.core.facts import Report
from server.core.policy import PRESETS, Cluster, policy_from
from server.core.problems import Problem
from server.core.verdicts import judge
from tests.server.core.make import BELFAST, at, make_known, make_premises, make_visit

DEFAULT = PRESETS["belfast"].cluster


@pytest.mark.parametrize(
    ("premises", "needed"),
    [(None, 5), (0, 5), (2, 3), (3, 3), (4, 4), (5, 5), (20, 5), (60, 6), (100, 7), (400, 14)],
)
def test_it_takes_more_on_a_large_street_and_all_of_a_tiny_one(
    premises: int | None, needed: int
) -> None:
    assert needed_reports(premises, DEFAULT) == needed


def test_it_never_takes_fewer_on_a_larger_street() -> None:
    needed = [needed_reports(n, DEFAULT) for n in range(5, 1500)]
    assert needed == sorted(needed)


@pytest.mark.parametrize("premises", [8, 40, 150, 600])
def test_a_street_that_was_done_is_put_in_doubt_by_chance_as_seldom_as_the_policy_says(
    premises: int,
) -> None:
    rng, loose = random.Random(premises), Cluster(2, 24, base_rate=0.01, false_alarm=0.01)
    needed, runs = needed_reports(premises, loose), 4000
    alarms = sum(
        sum(rng.random() < loose.base_rate for _ in range(premises)) >= needed for _ in range(runs)
    )
    # three standard errors above one in a hundred
    assert alarms / runs <= 0.01 + 3 * (0.01 * 0.99 / runs) ** 0.5


@pytest.mark.parametrize("premises", [30, 100, 400])
def test_a_street_that_was_left_is_found_when_a_quarter_of_it_reports(premises: int) -> None:
    rng, needed = random.Random(premises), needed_reports(premises, DEFAULT)
    found = sum(sum(rng.random() < 0.25 for _ in range(premises)) >= needed for _ in range(500))
    assert found / 500 >= 0.85


def test_chance_alone_sets_the_number_where_the_policy_asks_for_few() -> None:
    assert by_chance(1, 0.01, 1e-4) == 2  # even the only premises says it once in a hundred times
    assert by_chance(10_000, 0.01, 1e-4) > 100


def test_seven_of_a_hundred_put_it_in_doubt_and_six_do_not() -> None:
    uprns = [f"{5000 + n}" for n in range(7)]
    reports = tuple(
        Report(f"r{n}", uprn, "refuse", at(12 + n / 10), at(12 + n / 10))
        for n, uprn in enumerate(uprns)
    )
    known = make_known(*map(make_premises, uprns), visits=(make_visit(),), reports=reports)
    large = replace(known, sizes={("1001", "refuse"): 100})
    few = replace(large, reports=reports[:6])
    assert judge(reports[0], known, BELFAST, at(20)).word == "conflicting_evidence"
    assert judge(reports[0], large, BELFAST, at(20)).word == "conflicting_evidence"
    assert judge(reports[0], few, BELFAST, at(20)).word == "confirmed_missed"


@pytest.mark.parametrize("wrong", [{"base_rate": 0}, {"base_rate": 1}, {"false_alarm": 0}])
def test_a_rate_that_is_none_is_refused_by_name(wrong: dict[str, float]) -> None:
    with pytest.raises(Problem, match=next(iter(wrong))):
        policy_from({"base": "belfast", "cluster": {"reports": 5, "within": 24} | wrong})
