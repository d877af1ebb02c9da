"""Judge reports again where new facts bear on them: in the same transaction, with one gather for all."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from server.actions.keep_incidents import keep_incidents
from server.actions.keep_verdicts import judge_and_keep
from server.core.facts import TouchedPlace
from server.core.working_days import day_end, day_start
from server.db.locks import take_locks
from server.db.reports import (
    StoredReport,
    list_reports_at,
    list_reports_between,
    list_reports_due,
)
from server.db.rule_book import RuleBook, get_rule_book
from server.db.touched import Matter, list_places_that_matter

FIRST_ID = "00000000-0000-0000-0000-000000000000"
AT_ONCE = 5000  # reports judged by a deadline in one transaction; the rest is due at the next look


def rejudge_places(session: Session, touched: frozenset[TouchedPlace], now: datetime) -> int:
    """Judge every report of these places again, and their incidents; gives how many headlines changed."""
    if not touched:
        return 0
    lock_rounds(session, {place.round_id for place in touched})
    return rejudge_locked_places(session, touched, now)


def rejudge_locked_places(
    session: Session,
    touched: frozenset[TouchedPlace],
    now: datetime,
    known: Matter | None = None,
) -> int:
    """The same for places whose rounds the caller has locked. known: what matters there, if that was looked at."""
    matter = known or list_places_that_matter(session, touched)
    if not matter.places:  # nearly every street is completed and nobody asks
        return 0
    book = get_rule_book(session, matter.rule_stamp)
    keep_incidents(session, book, matter.places, now)
    return _rejudge(session, book, list_reports_at(session, matter.reported), now)


def rejudge_due(session: Session, now: datetime) -> int:
    """Judge the reports whose verdict a deadline changes by itself; gives how many headlines changed.

    With each goes whatever is reported at the same street: a me-too hangs on the other's answer.
    """
    due = list_reports_due(session, now, AT_ONCE)
    lock_rounds(session, {report.round_id for report in due if report.round_id is not None})
    places = {
        TouchedPlace(report.round_id, report.on, report.usrn)
        for report in due
        if report.round_id is not None and report.on is not None
    }
    there = list_reports_at(session, places)
    reports = {report.fact.id: report for report in [*due, *there]}
    return _rejudge(session, get_rule_book(session), list(reports.values()), now) if reports else 0


def rejudge_made(
    session: Session, days: tuple[date, date], streams: frozenset[str] | None, now: datetime
) -> int:
    """Judge the reports again that were made from a day through another, also those about no collection so far.

    For what bears on the calendar: a day that moves, a holiday. streams: None for all.
    """
    book = get_rule_book(session)
    span = (day_start(days[0], book.days), day_end(days[1], book.days))
    changed, after = 0, FIRST_ID
    while page := list_reports_between(session, span, streams, after, AT_ONCE):
        lock_rounds(session, {one.round_id for one in page if one.round_id is not None})
        changed += _rejudge(session, book, page, now)
        after = page[-1].fact.id
    return changed


def lock_rounds(session: Session, round_ids: Iterable[str]) -> None:
    """From here on nobody else judges reports of these rounds: what both bring is seen by the later."""
    take_locks(session, locks_of_rounds(round_ids))


def locks_of_rounds(round_ids: Iterable[str]) -> list[str]:
    """The names of the locks under which reports of these rounds are judged."""
    return [f"judge round {round_id}" for round_id in round_ids]


def _rejudge(session: Session, book: RuleBook, reports: list[StoredReport], now: datetime) -> int:
    judged = judge_and_keep(session, book, reports, now)
    return sum(1 for one in judged if one.is_news)
