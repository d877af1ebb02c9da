"""A day of the demo as a plan: who works, what each device records when and when it speaks, who reports. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.demo.council import DemoCouncil
from server.demo.days import rounds_worked
from server.demo.device_days import (
    LOST_DAYS_BEFORE,
    LOST_SQUAD,
    DeviceDay,
    WorkingHours,
    plan_device_day,
)
from server.demo.happenings import happen
from server.demo.index import CouncilIndex, index_council
from server.demo.known_answers import Recorded, settle
from server.demo.odd_reports import plan_odd_reports
from server.demo.planned_reports import PlannedReport
from server.demo.recording import SQUADS_WITH_TWO_DEVICES, Tap, record
from server.demo.reporting import Circumstances, Talk, plan_reports
from server.demo.truth import CollectionTruth

SWITCHED_ON_BEFORE = timedelta(minutes=15)
STAYS_ON_AFTER = timedelta(minutes=75)


@dataclass(frozen=True, slots=True)
class DeviceShift:
    """What one device does on a day: what it records, and when it tries to speak to the server."""

    fares: DeviceDay
    hours: WorkingHours
    taps: tuple[Tap, ...]
    speaks_at: tuple[datetime, ...]

    @property
    def switched_on_at(self) -> datetime:
        """When its boot clock starts."""
        return self.hours.start - SWITCHED_ON_BEFORE


@dataclass(frozen=True, slots=True)
class DemoDay:
    """Everything about one day: the truth, what becomes known of it, and what people say."""

    on: date
    truths: tuple[CollectionTruth, ...]
    shifts: tuple[DeviceShift, ...]
    reports: tuple[PlannedReport, ...]


class DayPlanner:
    """Plans any day of a demo council by itself."""

    def __init__(self, council: DemoCouncil, talk: Talk | None = None) -> None:
        self.council = council
        self.index: CouncilIndex = index_council(council)
        self._talk = talk or Talk()
        self._on_app = {squad.code for squad in council.book.squads if squad.on_app_from}
        self._holidays = frozenset(holiday.on for holiday in council.holidays)

    def plan(self, on: date, quickest_poll_s: int = 0) -> DemoDay:
        """Plan a day. No device speaks more often than every `quickest_poll_s`."""
        truths = tuple(happen(self.index, due) for due in rounds_worked(self.index, on))
        by_squad: dict[str, list[CollectionTruth]] = defaultdict(list)
        for truth in truths:
            if truth.squad in self._on_app:
                by_squad[truth.squad].append(truth)
        shifts = [
            shift
            for squad in sorted(by_squad)
            for shift in self._shifts(squad, by_squad[squad], on, quickest_poll_s)
        ]
        reports = [*plan_odd_reports(self.index, on, self._talk)]
        for truth in truths:
            if self.index.rounds[truth.round_id].operator is None:
                reports += plan_reports(truth, self._circumstances(truth, shifts))
        ordered = sorted(reports, key=lambda report: (report.received_at, report.key))
        return DemoDay(on, truths, tuple(shifts), tuple(ordered))

    def _circumstances(self, truth: CollectionTruth, shifts: list[DeviceShift]) -> Circumstances:
        recorded = _arriving(truth, shifts) if truth.squad in self._on_app else None
        return Circumstances(self.index, recorded, self._holidays, self._talk)

    def _shifts(
        self, squad: str, truths: list[CollectionTruth], on: date, quickest_poll_s: int
    ) -> Iterable[DeviceShift]:
        hours = WorkingHours(
            min(truth.started_at for truth in truths), max(truth.ended_at for truth in truths)
        )
        taps = [tap for truth in truths for tap in record(self.index, truth)]
        for number, as_recorded in self._devices_of(squad, on):
            fares = plan_device_day(
                self.index.seed, (squad, number), on, hours, demo_on=self.council.plan.on
            )
            mine = [tap for tap in taps if tap.device == as_recorded]
            yield DeviceShift(
                fares=fares,
                hours=hours,
                taps=() if fares.is_left_at_depot else tuple(sorted(mine, key=lambda tap: tap.at)),
                speaks_at=_speaking_times(fares, hours, quickest_poll_s),
            )

    def _devices_of(self, squad: str, on: date) -> tuple[tuple[int, int], ...]:
        """The numbers of a squad's devices on a day, each with the number that taps give it."""
        if squad in SQUADS_WITH_TWO_DEVICES:
            return ((1, 1), (2, 2))
        lost_on = self.council.plan.on - timedelta(days=LOST_DAYS_BEFORE)
        return ((2, 1),) if squad == LOST_SQUAD and on > lost_on else ((1, 1),)


def _speaking_times(
    fares: DeviceDay, hours: WorkingHours, quickest_poll_s: int
) -> tuple[datetime, ...]:
    """Every few minutes while it has signal, and again as soon as a long silence ends."""
    step = timedelta(seconds=max(fares.poll_s, quickest_poll_s))
    at = hours.start - timedelta(minutes=9)
    last = hours.end + STAYS_ON_AFTER
    times = []
    while at < last:
        times.append(at)
        at += step
    times += [hours.end + timedelta(minutes=2)]
    times += [gap.end + timedelta(seconds=20) for gap in fares.gaps]
    return tuple(sorted(time for time in times if fares.has_signal(time)))


def _arriving(truth: CollectionTruth, shifts: list[DeviceShift]) -> Recorded:
    """What is known of a collection once everything that can arrive has arrived."""
    prefix = f"{truth.round_id}@{truth.on.isoformat()}#"
    arriving: list[Tap] = []
    is_lost = False
    for shift in shifts:
        if shift.fares.squad != truth.squad:
            continue
        last = shift.speaks_at[-1] if shift.speaks_at else None
        mine = [tap for tap in shift.taps if tap.key.startswith(prefix)]
        if shift.fares.lost_at is not None:
            is_lost = True
            mine = [tap for tap in mine if last is not None and tap.at <= last]
        arriving += mine
    return settle(arriving, is_lost=is_lost)
