"""When rounds come, and which days work: cycles, seasons, exceptions, holidays, both clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.calendar import (
    add_working_days,
    collections_between,
    day_end,
    day_start,
    find_next_collection,
    is_working_day,
    local_date,
    moment,
    moves_known,
    planned_between,
)
from server.core.facts import CouncilDays, Cycle, Move, MoveAction, Round
from tests.server.core.make import ON, ROUND, at

LONDON = CouncilDays(holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))


def days_of(a_round: Round, first: date, last: date, *moves: Move) -> list[str]:
    return [c.on.isoformat() for c in collections_between(a_round, moves, first, last)]


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        (Cycle.WEEKLY, ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30"]),
        (Cycle.FORTNIGHTLY, ["2026-03-02", "2026-03-16", "2026-03-30"]),
        (Cycle.THREE_WEEKLY, ["2026-03-02", "2026-03-23"]),
        (Cycle.FOUR_WEEKLY, ["2026-03-02", "2026-03-30"]),
    ],
)
def test_a_cycle_counts_weeks_from_any_day_of_its_first_week(
    cycle: Cycle, expected: list[str]
) -> None:
    for cycle_from in (ON, date(2026, 3, 8)):
        a_round = replace(ROUND, cycle=cycle, cycle_from=cycle_from)
        assert days_of(a_round, date(2026, 3, 1), date(2026, 3, 31)) == expected


def test_a_cycle_runs_backward_over_the_turn_of_the_year() -> None:
    a_round = replace(ROUND, cycle=Cycle.FORTNIGHTLY)
    assert days_of(a_round, date(2025, 12, 15), date(2026, 1, 10)) == ["2025-12-22", "2026-01-05"]


def test_a_round_may_have_several_weekdays() -> None:
    a_round = replace(ROUND, weekdays=frozenset({1, 4}))
    assert days_of(a_round, ON, date(2026, 3, 9)) == ["2026-03-02", "2026-03-05", "2026-03-09"]


@pytest.mark.parametrize(
    ("season", "expected"),
    [
        (("03-01", "11-30"), ["2026-11-30"]),
        (("11-30", "12-07"), ["2026-11-30", "2026-12-07"]),
        (("12-01", "02-28"), ["2026-12-07", "2026-12-14"]),
    ],
)
def test_a_season_break_has_no_collections(season: tuple[str, str], expected: list[str]) -> None:
    a_round = replace(ROUND, season_from=season[0], season_to=season[1])
    assert days_of(a_round, date(2026, 11, 25), date(2026, 12, 14)) == expected


def test_a_closed_round_has_none_from_that_day() -> None:
    a_round = replace(ROUND, closed_on=date(2026, 3, 9))
    assert days_of(a_round, ON, date(2026, 3, 31)) == ["2026-03-02"]
    assert find_next_collection(a_round, (), ON) is None


def test_a_season_break_is_looked_over_for_the_next_collection() -> None:
    a_round = replace(ROUND, season_from="03-01", season_to="11-30")
    found = find_next_collection(a_round, (), date(2026, 11, 30))
    assert found is not None
    assert found.on == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        (Move(ON, MoveAction.LATER, (date(2026, 3, 4),)), ["2026-03-04", "2026-03-09"]),
        (Move(ON, MoveAction.EARLIER, (date(2026, 2, 28),)), ["2026-02-28", "2026-03-09"]),
        (Move(ON, MoveAction.CANCELLED), ["2026-03-09"]),
        (
            Move(ON, MoveAction.EITHER_OF, (date(2026, 2, 28), date(2026, 3, 1))),
            ["2026-03-01", "2026-03-09"],
        ),
        (Move(ON, MoveAction.CANCELLED, stream="food"), ["2026-03-02", "2026-03-09"]),
        (Move(ON, MoveAction.CANCELLED, operator="B"), ["2026-03-02", "2026-03-09"]),
        (Move(ON, MoveAction.CANCELLED, round_id="R2"), ["2026-03-02", "2026-03-09"]),
        (Move(ON, MoveAction.CANCELLED, area="W1"), ["2026-03-02", "2026-03-09"]),
        (Move(date(2026, 3, 3), MoveAction.CANCELLED), ["2026-03-02", "2026-03-09"]),
    ],
)
def test_an_exception_moves_or_cancels_exactly_what_it_names(
    move: Move, expected: list[str]
) -> None:
    assert days_of(ROUND, date(2026, 2, 27), date(2026, 3, 9), move) == expected


def test_an_exception_for_an_area_is_for_its_ward_alone() -> None:
    move = Move(ON, MoveAction.CANCELLED, area="W1")
    assert collections_between(ROUND, [move], ON, ON, ward="W1") == ()
    assert len(collections_between(ROUND, [move], ON, ON, ward="W2")) == 1


def test_a_cancelled_collection_is_planned_but_not_worked() -> None:
    (planned,) = planned_between(ROUND, [Move(ON, MoveAction.CANCELLED)], ON, ON)
    assert planned.is_cancelled
    assert collections_between(ROUND, [Move(ON, MoveAction.CANCELLED)], ON, ON) == ()


def test_of_two_exceptions_for_a_day_the_one_received_later_counts() -> None:
    moves = [
        Move(ON, MoveAction.CANCELLED, received_at=at(5)),
        Move(ON, MoveAction.LATER, (date(2026, 3, 4),), received_at=at(3)),
    ]
    for order in (moves, moves[::-1]):
        assert planned_between(ROUND, moves_known(order, at(6)), ON, ON)[0].is_cancelled
        assert not planned_between(ROUND, moves_known(order, at(4)), ON, ON)[0].is_cancelled


def test_a_withdrawn_exception_counts_until_it_was_withdrawn() -> None:
    moves = [Move(ON, MoveAction.CANCELLED, withdrawn_at=at(5))]
    assert len(moves_known(moves, at(4))) == 1
    assert moves_known(moves, at(5)) == ()


@pytest.mark.parametrize(
    ("on", "count", "expected"),
    [
        (date(2026, 3, 2), 2, date(2026, 3, 4)),
        (date(2026, 3, 6), 2, date(2026, 3, 10)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Good Friday and Easter Monday
        (date(2026, 4, 4), 1, date(2026, 4, 7)),
        (date(2026, 4, 7), -1, date(2026, 4, 2)),
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(on: date, count: int, expected: date) -> None:
    assert add_working_days(on, count, LONDON) == expected


def test_a_catch_up_saturday_counts() -> None:
    days = replace(LONDON, catch_up=frozenset({date(2026, 3, 7)}))
    assert is_working_day(date(2026, 3, 7), days)
    assert add_working_days(date(2026, 3, 6), 2, days) == date(2026, 3, 9)


@given(st.dates(), st.integers(-10, 10))
def test_there_and_back_again_is_the_same_working_day(on: date, count: int) -> None:
    days = CouncilDays()
    start = add_working_days(add_working_days(on, 1, days), -1, days)
    if date(1, 3, 1) < start < date(9999, 10, 1) and is_working_day(start, days):
        assert add_working_days(add_working_days(start, count, days), -count, days) == start


@pytest.mark.parametrize(
    ("on", "hours"),
    [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)],
)
def test_a_day_is_as_long_as_the_clocks_make_it(on: date, hours: int) -> None:
    length = day_end(on, LONDON) - day_start(on, LONDON)
    assert length.total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("on", "at_utc"),
    [
        (date(2026, 3, 28), 17),
        (date(2026, 3, 29), 16),
        (date(2026, 10, 24), 16),
        (date(2026, 10, 25), 17),
    ],
)
def test_an_hour_is_the_clocks_on_the_wall(on: date, at_utc: int) -> None:
    assert moment(on, time(17), LONDON) == datetime(on.year, on.month, on.day, at_utc, tzinfo=UTC)


def test_the_councils_date_is_not_utcs() -> None:
    assert local_date(datetime(2026, 6, 1, 23, 30, tzinfo=UTC), LONDON) == date(2026, 6, 2)


@given(st.dates(), st.dates())
def test_no_span_raises_or_runs_for_ever(first: date, last: date) -> None:
    collections_between(ROUND, (), first, last)
    find_next_collection(ROUND, (), first)
