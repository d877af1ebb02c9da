"""Bank holidays, and the calendar exceptions of the demo council. Pure: from the day the demo is made for."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

from server.db.rounds import BankHoliday, CalendarMove, RoundPlan
from server.demo.fleet import WEEKS_OF

DIVISION = "northern-ireland"
ZONE = ZoneInfo("Europe/London")
MOVED_STREAMS = ("recycling", "garden")  # refuse and food are collected on holidays too


def bank_holidays(on: date) -> tuple[BankHoliday, ...]:
    """The division's holidays of the year before, of this and of the next."""
    years = range(on.year - 1, on.year + 2)
    found = country_holidays("GB", subdiv="NIR", years=years)
    return tuple(BankHoliday(DIVISION, day, str(title)) for day, title in sorted(found.items()))


def calendar_moves(
    holidays: tuple[BankHoliday, ...], rounds: tuple[RoundPlan, ...], on: date
) -> tuple[CalendarMove, ...]:
    """Holidays move two streams to the Saturday; a few rounds near the day of the demo are moved for other causes."""
    return (*_holiday_moves(holidays, on), *_moves_near(rounds, on))


def _holiday_moves(holidays: tuple[BankHoliday, ...], on: date) -> Iterator[CalendarMove]:
    taken = {holiday.on for holiday in holidays}
    for holiday in holidays:
        if holiday.on.isoweekday() > 5 or abs((holiday.on - on).days) > 200:
            continue
        saturday = holiday.on + timedelta(days=6 - holiday.on.isoweekday())
        while saturday in taken:
            saturday += timedelta(days=1)
        is_july = holiday.on.month == 7
        title = "The July holiday" if is_july else holiday.title
        choices = (saturday, saturday + timedelta(days=1)) if is_july else (saturday,)
        for stream in MOVED_STREAMS:
            yield CalendarMove(
                on=holiday.on,
                action="either_of" if is_july else "later",
                received_at=_at(holiday.on - timedelta(days=60), time(10, 0)),
                to_on=choices,
                stream=stream,
                report_from=_at(choices[-1], time(19, 0)),
                message=f"{title}: put your bin out on {' or '.join(f'{day:%A}' for day in choices)} instead.",
                counts_as_working_day=True,
            )


def _moves_near(rounds: tuple[RoundPlan, ...], on: date) -> Iterator[CalendarMove]:
    """One round cancelled last week, one brought forward, one put back next week: never one of the day itself."""
    known_at = _at(on - timedelta(days=12), time(9, 30))
    quiet = [plan for plan in rounds if plan.operator is None]
    cancelled = _first_due(quiet, "garden", on - timedelta(days=5), on)
    if cancelled is not None:
        plan, day = cancelled
        yield CalendarMove(
            day,
            "cancelled",
            known_at,
            round_id=plan.id,
            message="Not collected this time: the site that takes garden waste is shut for repairs.",
        )
    earlier = _first_due(quiet, "refuse", on + timedelta(days=3), on + timedelta(days=10))
    if earlier is not None:
        plan, day = earlier
        yield CalendarMove(
            day,
            "earlier",
            known_at,
            (day - timedelta(days=1),),
            round_id=plan.id,
            message="A day earlier because of the half marathon.",
        )
    later = _first_due(quiet, "recycling", on + timedelta(days=2), on + timedelta(days=9))
    if later is not None:
        plan, day = later
        yield CalendarMove(
            day,
            "later",
            known_at,
            (day + timedelta(days=1),),
            round_id=plan.id,
            report_from=_at(day + timedelta(days=1), time(19, 0)),
            message="A day later: the plant that sorts recycling is closed for a day.",
        )


def _first_due(
    rounds: list[RoundPlan], stream: str, first: date, last: date
) -> tuple[RoundPlan, date] | None:
    days = [first + timedelta(days=number) for number in range((last - first).days)]
    due = (
        (plan, day)
        for day in days
        for plan in rounds
        if plan.stream == stream and is_due(plan, day)
    )
    return next(due, None)


def is_due(plan: RoundPlan, day: date) -> bool:
    """Whether the cycle and the season put a round on a day, exceptions aside."""
    if day.isoweekday() not in plan.weekdays or day < plan.cycle_from:
        return False
    if (
        plan.season_from
        and plan.season_to
        and not plan.season_from <= f"{day:%m-%d}" <= plan.season_to
    ):
        return False
    monday = plan.cycle_from - timedelta(days=plan.cycle_from.weekday())
    return (day - monday).days // 7 % WEEKS_OF[plan.cycle] == 0


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE)
