"""Loads past days as they would have come in: every exchange and every contact at its own time, in order.

Exchanges go through the real endpoint and reports through the real action; only the clock is the past's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.demo.depot import Depot
from server.demo.planned_reports import PlannedReport
from server.demo.shifts import DemoDay, DeviceShift
from server.demo.simulator import record_until

QUICKEST_POLL_S = 70 * 60  # history needs no live pages: fewer exchanges, the same facts
GIVEN_UP_AFTER = timedelta(hours=20)
DEADLINES_EVERY = timedelta(hours=2)

Act = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Doings:
    """What history does to the server besides exchanges: files a report, lets deadlines pass, gives a device up."""

    file: Callable[[PlannedReport, datetime], None]
    pass_deadlines: Act
    lose: Callable[[str, datetime], None]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens at a time. `rank` orders what comes at the same second."""

    at: datetime
    rank: int
    key: str
    act: Act


def happenings_of(
    days: Sequence[DemoDay], depot: Depot, doings: Doings, until: datetime
) -> list[Happening]:
    """All that happens on account of some days, up to a time, in order. To be acted out one after the other."""
    found: list[Happening] = []
    for day in days:
        for shift in day.shifts:
            found += _of_shift(shift, depot, doings)
        found += _of_reports(day, depot, doings)
    first = min((one.at for one in found), default=until)
    found += _deadlines(first, until, doings)
    past = [one for one in found if one.at <= until]
    return sorted(past, key=lambda one: (one.at, one.rank, one.key))


def _of_shift(shift: DeviceShift, depot: Depot, doings: Doings) -> Iterator[Happening]:
    """It is switched on, records, speaks when it can; what it recorded and could not send stays in it."""
    key = f"{shift.fares.squad}-{shift.fares.number}"

    def begin(at: datetime) -> None:
        depot.begin(shift, at)

    def record(at: datetime) -> None:
        record_until(depot.handset(shift.fares.squad, shift.fares.number, at), shift, at)

    def speak(at: datetime) -> None:
        record(at)
        handset = depot.handset(shift.fares.squad, shift.fares.number, at)
        depot.go_back(handset, shift, at)
        depot.speak(handset, at)

    def give_up(at: datetime) -> None:
        lost = depot.handset(shift.fares.squad, shift.fares.number, at)
        doings.lose(lost.enrolment.device, at)

    if shift.fares.lost_at is not None:
        yield Happening(shift.fares.lost_at + GIVEN_UP_AFTER, 0, key, give_up)
    yield Happening(shift.switched_on_at, 0, key, begin)
    for tap in shift.taps[-1:]:
        yield Happening(tap.at, 1, key, record)
    for at in shift.speaks_at:
        yield Happening(at, 2, key, speak)


def _of_reports(day: DemoDay, depot: Depot, doings: Doings) -> Iterator[Happening]:
    for report in day.reports:

        def file(at: datetime, report: PlannedReport = report) -> None:
            if not depot.has_been_back(report):
                doings.file(report, at)

        yield Happening(report.received_at, 3, report.key, file)


def _deadlines(first: datetime, until: datetime, doings: Doings) -> Iterator[Happening]:
    at = first.replace(minute=0, second=0, microsecond=0)
    while at <= until:
        yield Happening(at, 4, "deadlines", doings.pass_deadlines)
        at += DEADLINES_EVERY
