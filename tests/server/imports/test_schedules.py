"""When a round comes, from the words and dates councils write."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.round_dates import DatesMove, find_plan
from server.core.round_order import order_streets
from server.core.schedules import CYCLES, read_schedule, read_weekdays
from server.core.stream_names import look_of, stream_code

MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("Monday/Thursday", (1, 4)),
        ("Tue", (2,)),
        ("every Friday and Monday", (1, 5)),
        ("WEDNESDAY", (3,)),
        ("sometimes", ()),
        ("monthly", ()),
    ],
)
def test_weekdays_are_read(text: str, weekdays: tuple[int, ...]) -> None:
    assert read_weekdays(text) == weekdays


@pytest.mark.parametrize(
    ("text", "week", "cycle", "cycle_from"),
    [
        ("Monday", "", "weekly", MONDAY),
        ("Fortnightly Tuesday", "", "fortnightly", MONDAY),
        ("Every second Tuesday, week B", "", "fortnightly", MONDAY + timedelta(weeks=1)),
        ("Every 3 weeks on Friday from 2026-11-13", "", "three_weekly", date(2026, 11, 13)),
        ("Thursday", "A", "fortnightly", MONDAY),
        ("Thursday", "Week 2", "fortnightly", MONDAY + timedelta(weeks=1)),
        ("4-week cycle, Wednesday", "", "four_weekly", MONDAY),
    ],
)
def test_a_schedule_is_read(text: str, week: str, cycle: str, cycle_from: date) -> None:
    schedule = read_schedule(text, week, "weekly", MONDAY)
    assert schedule is not None
    assert (schedule.cycle, schedule.cycle_from) == (cycle, cycle_from)


def test_a_schedule_without_a_day_is_none() -> None:
    assert read_schedule("fortnightly", "A", "weekly", MONDAY) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Trash Collection - Missed", "refuse"),
        ("Domestic Waste", "refuse"),
        ("Recycling", "recycling"),
        ("Yard Waste", "garden"),
        ("garden", "garden"),
        ("Nappies & hygiene", "nappies_hygiene"),
    ],
)
def test_a_councils_word_for_a_stream_is_understood(words: str, code: str) -> None:
    assert stream_code(words) == code
    assert look_of(code).code == code


def test_a_round_goes_on_to_the_nearest_street() -> None:
    places = {"1": (54.60, -5.90), "2": (54.60, -5.93), "3": (54.60, -5.91), "4": (54.60, -5.92)}
    assert order_streets(places) == ["2", "4", "3", "1"]
    assert order_streets({}) == []


def every(weeks: int, times: int, first: date = MONDAY) -> list[date]:
    return [first + timedelta(weeks=weeks * n) for n in range(times)]


def test_a_holiday_moved_to_the_saturday_before_is_an_exception() -> None:
    dates = every(2, 10)
    dates[4] -= timedelta(days=2)
    plan = find_plan(dates)
    assert plan is not None
    assert (plan.weekday, plan.cycle, plan.cycle_from) == (1, "fortnightly", MONDAY)
    assert plan.moves == (DatesMove(MONDAY + timedelta(weeks=8), dates[4]),)
    assert plan.odd == ()


def test_a_pause_is_a_row_of_cancellations() -> None:
    dates = every(2, 12)
    paused = dates[5:8]
    plan = find_plan([day for day in dates if day not in paused])
    assert plan is not None
    assert plan.moves == tuple(DatesMove(day, None) for day in paused)


def test_a_date_too_many_is_odd_and_said() -> None:
    extra = MONDAY + timedelta(weeks=2, days=-2)
    plan = find_plan([*every(2, 8), extra])
    assert plan is not None
    assert (plan.moves, plan.odd) == ((), (extra,))


def test_too_few_dates_give_no_plan() -> None:
    assert find_plan(every(1, 2)) is None


@given(
    weeks=st.sampled_from(list(CYCLES)),
    times=st.integers(8, 40),
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    data=st.data(),
)
def test_cycle_and_moves_together_give_every_date_back(
    weeks: int, times: int, first: date, data: st.DataObject
) -> None:
    dates = every(weeks, times, first)
    for at in data.draw(st.sets(st.integers(0, times - 1), max_size=times // 5)):
        dates[at] += timedelta(days=data.draw(st.sampled_from([-2, -1, 1, 2])))
    plan = find_plan(dates)
    assert plan is not None
    step = next(n for n, word in CYCLES.items() if word == plan.cycle)
    moved = {move.on: move.to for move in plan.moves}
    scheduled = [
        plan.cycle_from + timedelta(weeks=step * n)
        for n in range((max(dates) - plan.cycle_from).days // (7 * step) + 2)
    ]
    worked = {moved.get(day, day) for day in scheduled} - {None}
    assert set(dates) <= worked | set(plan.odd)
    assert not plan.odd
