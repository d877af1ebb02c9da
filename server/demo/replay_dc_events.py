"""Plays what happened in the order of time: squads' devices record and speak, residents report, deadlines pass.

Devices speak HTTP to the server given; reports go through the action given. Only the clock is the past's.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from server.actions.judge_report import NewReport
from server.demo.device_days import DeviceDay
from server.demo.handset import Enrolment, Handset
from server.demo.recording import ShiftEnd, Tap
from server.demo.replay_dc_folder import BulkyVisit, round_of_squad
from sync.client_state import Answer, Request
from sync.ops import ShiftStarted

BEFORE_FIRST = timedelta(minutes=30)
AFTER_LAST = timedelta(minutes=20)
DEADLINES_EVERY = timedelta(hours=2)
AFTER_ALL = timedelta(days=10)  # by then every deadline has passed


@dataclass(slots=True)
class PastClock:
    """The time it is in the replay; the server reads it too."""

    at: datetime

    def __call__(self) -> datetime:
        """The time."""
        return self.at


@dataclass(frozen=True, slots=True)
class Lines:
    """The ways to the server: a device's enrolment (squad -> device, secret), its requests; a report; deadlines."""

    enrol: Callable[[str], tuple[str, str]]
    carry: Callable[[Request, str, datetime], Answer]
    file: Callable[[NewReport, datetime], None]
    pass_deadlines: Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a time. `rank` orders what comes at the same moment."""

    at: datetime
    rank: int
    key: str
    act: Callable[[], None]


class Devices:
    """One simulated device for each squad, enrolled when it is first switched on."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.handsets: dict[str, Handset] = {}

    def switch_on(self, squad: str, on: date, at: datetime) -> None:
        """Switch the squad's device on for a day."""
        if squad not in self.handsets:
            device, secret = self.lines.enrol(squad)
            inc = str(UUID(int=Random(squad).getrandbits(128), version=4))
            self.handsets[squad] = Handset(Enrolment(squad, 1, device, secret, inc))
        self.handsets[squad].begin_day(DeviceDay(squad, 1, on, poll_s=300), at)

    def tap_and_speak(self, squad: str, tap: Tap) -> None:
        """Record one act, and send it."""
        handset = self.handsets[squad]
        handset.record(tap)
        secret = handset.enrolment.secret
        handset.exchange(lambda request: self.lines.carry(request, secret, tap.at), tap.at)

    def statuses(self) -> dict[str, int]:
        """What became of every operation, by the server's word for it; "pending" for what was not answered."""
        found: dict[str, int] = defaultdict(int)
        for handset in self.handsets.values():
            for kept in handset.log.ops.values():
                found[kept.result.status.value if kept.result else "pending"] += 1
        return dict(found)


def plan_events(
    visits: Sequence[BulkyVisit], reports: Sequence[NewReport], devices: Devices
) -> list[Event]:
    """Everything that happens, in order."""
    lines = devices.lines
    events = [
        Event(
            report.made_at,
            3,
            report.external_id or "",
            lambda report=report: lines.file(report, report.made_at),  # type: ignore[misc]  # bound now, not later
        )
        for report in reports
    ]
    shifts: dict[tuple[str, date], list[BulkyVisit]] = defaultdict(list)
    for visit in visits:
        shifts[visit.squad, visit.visit.on].append(visit)
    for (squad, on), of_day in shifts.items():
        events += _shift_events(devices, squad, on, of_day)
    events += _deadline_events([report.made_at for report in reports], lines)
    return sorted(events, key=lambda event: (event.at, event.rank, event.key))


def _shift_events(
    devices: Devices, squad: str, on: date, visits: Sequence[BulkyVisit]
) -> list[Event]:
    round_id = round_of_squad(squad)
    begin, end = visits[0].at - BEFORE_FIRST, visits[-1].at + AFTER_LAST
    taps = [
        Tap(f"{round_id}@{on}#start", begin, ShiftStarted(round_id, on)),
        *(Tap(visit.key, visit.at, visit.visit) for visit in visits),
        Tap(f"{round_id}@{on}#end", end, ShiftEnd(round_id, on)),
    ]
    switched_on = begin - timedelta(minutes=5)
    return [
        Event(switched_on, 0, squad, lambda: devices.switch_on(squad, on, switched_on)),
        *(
            Event(tap.at, 1, tap.key, lambda tap=tap: devices.tap_and_speak(squad, tap))  # type: ignore[misc]  # bound now, not later
            for tap in taps
        ),
    ]


def _deadline_events(made_at: Sequence[datetime], lines: Lines) -> list[Event]:
    """Deadlines are looked after from the first report until all have passed."""
    if not made_at:
        return []
    at, last = min(made_at), max(made_at) + AFTER_ALL
    found = []
    while at <= last:
        found.append(Event(at, 4, "", lambda at=at: lines.pass_deadlines(at)))  # type: ignore[misc]  # bound now, not later
        at += DEADLINES_EVERY
    return found
