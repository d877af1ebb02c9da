"""How a device fares on a day: its signal, its clock, whether it was charged at all. Pure and seeded."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from server.demo.holidays import ZONE

LOST_SQUAD = (
    "S06"  # one of its handhelds falls off the lorry, and a new one is given out the day after
)
LOST_DAYS_BEFORE = 3
WRONG_CLOCKS_S = (-40 * 60, 47 * 60, -3 * 3600, 3600, 26 * 3600, 345_600_000)  # the last: in 2037


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without signal."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class DeviceDay:
    """How one device fares on one day. `poll_s`: how often it speaks to the server when it can."""

    squad: str
    number: int
    on: date
    poll_s: int
    gaps: tuple[Gap, ...] = ()
    wall_offset_s: int = 0
    is_left_at_depot: bool = False
    lost_at: datetime | None = None

    def has_signal(self, at: datetime) -> bool:
        """Whether the server can be reached."""
        if self.lost_at is not None and at >= self.lost_at:
            return False
        return not any(gap.start <= at < gap.end for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When the squad works on the day."""

    start: datetime
    end: datetime

    def part(self, share: float) -> datetime:
        """A moment of the shift: 0 its start, 1 its end."""
        return self.start + (self.end - self.start) * share


def plan_device_day(
    seed: int, squad_and_number: tuple[str, int], on: date, hours: WorkingHours, *, demo_on: date
) -> DeviceDay:
    """How a device fares. `demo_on`: the day the demo is made for."""
    squad, number = squad_and_number
    random = Random(f"{seed}/{squad}/{number}/{on.isoformat()}/device")
    poll_s = random.randint(150, 540)
    offset_s = random.choice(WRONG_CLOCKS_S) if random.random() < 0.08 else random.randint(-9, 9)
    if squad == LOST_SQUAD and on == demo_on - timedelta(days=LOST_DAYS_BEFORE):
        return DeviceDay(squad, number, on, poll_s, (), offset_s, lost_at=hours.part(0.55))
    draw = random.random()
    if draw < 0.03:
        return DeviceDay(squad, number, on, poll_s, is_left_at_depot=True)
    return DeviceDay(squad, number, on, poll_s, _gaps(draw, hours, random), offset_s)


def _gaps(draw: float, hours: WorkingHours, random: Random) -> tuple[Gap, ...]:
    if draw < 0.07:  # silent until the next morning
        today = hours.start.astimezone(ZONE).date()
        tomorrow = datetime.combine(today + timedelta(days=1), time(6, 40), ZONE)
        return (Gap(hours.part(random.uniform(0.2, 0.6)), tomorrow),)
    if draw < 0.16:  # silent until it is back at the depot and on its Wi-Fi
        return (Gap(hours.part(random.uniform(0.05, 0.5)), hours.end + timedelta(minutes=50)),)
    shortest, longest, most = (40, 85, 3) if draw < 0.34 else (4, 22, 3)
    gaps = []
    for _ in range(random.randint(0, most)):
        start = hours.part(random.uniform(0.02, 0.9))
        gaps.append(Gap(start, start + timedelta(minutes=random.randint(shortest, longest))))
    return tuple(sorted(gaps, key=lambda gap: gap.start))
