"""How devices fare: most well, some silent, some with wrong clocks, one lost."""

from collections import Counter
from datetime import date, datetime, timedelta

from server.demo.device_days import (
    LOST_DAYS_BEFORE,
    LOST_SQUAD,
    DeviceDay,
    WorkingHours,
    plan_device_day,
)
from server.demo.holidays import ZONE
from server.demo.shifts import DeviceShift
from tests.server.demo.councils import ON, town_planner


def a_year() -> list[DeviceDay]:
    found = []
    for number in range(365):
        on = ON - timedelta(days=number)
        start = datetime(on.year, on.month, on.day, 7, tzinfo=ZONE)
        hours = WorkingHours(start, start + timedelta(hours=6))
        found += [plan_device_day(1, (f"S{s:02d}", 1), on, hours, demo_on=ON) for s in range(1, 11)]
    return found


def test_most_days_are_good_and_every_trouble_comes() -> None:
    days = a_year()
    silent = [d for d in days if any(gap.end - gap.start > timedelta(hours=2) for gap in d.gaps)]
    counts = Counter(
        good=sum(not d.gaps and not d.is_left_at_depot for d in days),
        silent=len(silent),
        at_depot=sum(d.is_left_at_depot for d in days),
        wrong_clock=sum(abs(d.wall_offset_s) > 600 for d in days),
    )
    assert 0.05 < counts["silent"] / len(days) < 0.2
    assert 0.01 < counts["at_depot"] / len(days) < 0.06
    assert 0.04 < counts["wrong_clock"] / len(days) < 0.12
    assert counts["good"] > len(days) * 0.15


def test_one_device_is_lost_and_another_takes_its_place() -> None:
    lost_on = ON - timedelta(days=LOST_DAYS_BEFORE)
    assert [s.fares.lost_at is not None for s in _shifts(LOST_SQUAD, lost_on)] == [True]
    later = [
        s for ahead in (1, 2, 3, 4) for s in _shifts(LOST_SQUAD, lost_on + timedelta(days=ahead))
    ]
    assert later
    assert {shift.fares.number for shift in later} == {2}


def test_a_device_speaks_only_when_it_has_signal() -> None:
    for back in range(7):
        for shift in town_planner().plan(ON - timedelta(days=back)).shifts:
            assert all(shift.fares.has_signal(at) for at in shift.speaks_at)
            assert list(shift.speaks_at) == sorted(shift.speaks_at)


def test_a_device_left_at_the_depot_records_nothing() -> None:
    shifts = [
        shift
        for back in range(30)
        for shift in town_planner().plan(ON - timedelta(days=back)).shifts
    ]
    left = [shift for shift in shifts if shift.fares.is_left_at_depot]
    assert left
    assert not any(shift.taps for shift in left)


def _shifts(squad: str, on: date) -> list[DeviceShift]:
    return [shift for shift in town_planner().plan(on).shifts if shift.fares.squad == squad]
