"""Until when a report may be made, and other moments that a policy counts out in working days."""

from datetime import date, datetime, timedelta

from server.core.facts import Collection, CouncilDays
from server.core.policy import Anchor, Deadline, Policy, Unit
from server.core.working_days import (
    add_calendar_days,
    add_working_days,
    day_end,
    later,
    local_date,
    moment,
)


def window_end(
    policy: Policy,
    collection: Collection,
    done_at: datetime | None,
    visited_at: datetime | None,
    days: CouncilDays,
) -> datetime | None:
    """The first moment that is too late; None while the window has not begun (anchor `actual`, nothing recorded).

    A cut-off is a midnight or a whole hour of the policy: it never keeps the minutes of another timestamp.
    """
    if collection.move is not None and collection.move.report_until is not None:
        return collection.move.report_until
    if policy.window.anchor is Anchor.ACTUAL:
        start_at = done_at or visited_at
        return None if start_at is None else _end(policy, local_date(start_at, days), days)
    start_on = collection.on
    if done_at is not None:
        start_on = max(start_on, local_date(done_at, days))  # finished a day late: so is its window
    return _end(policy, start_on, days)


def _end(policy: Policy, start_on: date, days: CouncilDays) -> datetime:
    window = policy.window
    if window.unit is Unit.HOURS:
        return later(day_end(start_on, days), timedelta(hours=window.length))
    if window.unit is Unit.WORKING_DAYS:
        last = add_working_days(start_on, window.length, days)
    else:
        last = add_calendar_days(start_on, window.length)
    return day_end(last, days) if window.end_hour is None else moment(last, window.end_hour, days)


def deadline_after(at: datetime, deadline: Deadline, days: CouncilDays) -> datetime:
    """The moment a deadline counted from `at` falls: an hour of the nth working day, or its end."""
    on = add_working_days(local_date(at, days), deadline.working_days, days)
    return day_end(on, days) if deadline.hour is None else moment(on, deadline.hour, days)
