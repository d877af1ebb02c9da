"""Lets the squads work today against a running server: first what is behind, then step by step with the clock.

Devices that are without signal now stay silent until they have it again; nothing is said in the name of the past.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.demo.depot import Depot
from server.demo.handset import Handset
from server.demo.planned_reports import PlannedReport
from server.demo.shifts import DemoDay, DeviceShift

File = Callable[[PlannedReport, datetime], None]


@dataclass(order=True)
class _Due:
    at: datetime
    rank: int
    key: str
    act: Callable[[datetime], None] = field(compare=False)


class Simulator:
    """One day at a time. `step` does what is due and says when the next thing is."""

    def __init__(self, depot: Depot, file: File) -> None:
        self._depot, self._file = depot, file
        self._agenda: list[_Due] = []

    def begin(self, days: Sequence[DemoDay], now: datetime) -> None:
        """Begin with the last of the days; of those before only late contacts are still to come."""
        self._agenda = []
        for day in days:
            for report in day.reports:
                self._add_report(report, now)
        for shift in days[-1].shifts:
            self._add_shift(shift, now)
        heapq.heapify(self._agenda)

    def step(self, now: datetime) -> datetime | None:
        """Do everything that is due; gives when the next thing is due, None when nothing is left of the day."""
        while self._agenda and self._agenda[0].at <= now:
            heapq.heappop(self._agenda).act(now)
        return self._agenda[0].at if self._agenda else None

    def _add_report(self, report: PlannedReport, now: datetime) -> None:
        def file(at: datetime) -> None:
            if not self._depot.has_been_back(report):
                self._file(report, at)

        self._agenda.append(_Due(max(report.received_at, now), 2, report.key, file))

    def _add_shift(self, shift: DeviceShift, now: datetime) -> None:
        """Switched on at its time; then it records and speaks. What it missed while nobody simulated comes at once."""
        key = f"{shift.fares.squad}-{shift.fares.number}"
        on_at = max(shift.switched_on_at, now)

        def begin(at: datetime) -> None:
            handset = self._depot.begin(shift, at)
            if shift.speaks_at and shift.speaks_at[0] <= at:
                self._speak(handset, shift, at)

        self._agenda.append(_Due(on_at, 0, key, begin))
        for at in shift.speaks_at:
            if at > on_at:
                self._agenda.append(_Due(at, 1, key, self._speaking(shift)))
        for tap in shift.taps:
            if tap.at > on_at:
                self._agenda.append(_Due(tap.at, 0, tap.key, self._recording(shift)))

    def _speaking(self, shift: DeviceShift) -> Callable[[datetime], None]:
        def speak(at: datetime) -> None:
            self._speak(self._handset(shift, at), shift, at)

        return speak

    def _recording(self, shift: DeviceShift) -> Callable[[datetime], None]:
        def record(at: datetime) -> None:
            record_until(self._handset(shift, at), shift, at)

        return record

    def _handset(self, shift: DeviceShift, at: datetime) -> Handset:
        return self._depot.handset(shift.fares.squad, shift.fares.number, at)

    def _speak(self, handset: Handset, shift: DeviceShift, at: datetime) -> None:
        record_until(handset, shift, at)
        self._depot.go_back(handset, shift, at)
        if handset.has_signal(at):
            self._depot.speak(handset, at)


def record_until(handset: Handset, shift: DeviceShift, at: datetime) -> None:
    """Record every tap of a shift up to a time; those recorded before stay as they are."""
    for tap in shift.taps:
        if tap.at <= at:
            handset.record(tap)
