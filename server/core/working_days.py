"""Working days and local times of a council: weekends, bank holidays, catch-up days, both clock changes.

Every function is pure and total. Hours are wall-clock hours of the council's time zone.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from server.core.facts import ALWAYS, FOREVER, CouncilDays

ONE_DAY = timedelta(days=1)
FAR = 4000  # no window is longer than this many days; keeps every loop finite


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local_date(at: datetime, days: CouncilDays) -> date:
    """The council's date at a moment."""
    try:
        return at.astimezone(_zone(days.timezone)).date()
    except OverflowError:  # the first and the last hours that a datetime can hold
        return at.date()


def local_time(at: datetime, days: CouncilDays) -> time:
    """The council's wall-clock time at a moment."""
    try:
        return at.astimezone(_zone(days.timezone)).time()
    except OverflowError:
        return at.time()


def moment(on: date, at: time, days: CouncilDays) -> datetime:
    """The UTC moment of a wall-clock time on a date; of an hour that comes twice the first."""
    try:
        return datetime.combine(on, at, _zone(days.timezone)).astimezone(UTC)
    except OverflowError:
        return FOREVER if on.year > 5000 else ALWAYS


def day_start(on: date, days: CouncilDays) -> datetime:
    """Local midnight at the start of a date."""
    return moment(on, time(0), days)


def day_end(on: date, days: CouncilDays) -> datetime:
    """The moment a date is over: local midnight at the start of the next."""
    return FOREVER if on >= date.max else day_start(on + ONE_DAY, days)


def is_working_day(on: date, days: CouncilDays) -> bool:
    """Monday to Friday and no bank holiday; or a catch-up day that counts as one."""
    return on in days.catch_up or (on.isoweekday() <= 5 and on not in days.holidays)


def add_working_days(on: date, count: int, days: CouncilDays) -> date:
    """The working day that is `count` working days after (before, when negative) a date; 0 gives the date itself."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    left, walked = abs(count), 0
    while left and walked < FAR and date.min < on < date.max:
        on += step
        walked += 1
        left -= is_working_day(on, days)
    return on


def add_calendar_days(on: date, count: int) -> date:
    """A date some days later, kept within what a date can hold."""
    try:
        return on + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min


def later(at: datetime, by: timedelta) -> datetime:
    """A moment later by some time, kept within what a datetime can hold."""
    return at + by if at < FOREVER - by else FOREVER
