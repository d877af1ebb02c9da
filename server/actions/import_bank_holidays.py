"""Import bank holidays from the JSON file that gov.uk publishes."""

import json
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from geo.readers import UnreadableFileError
from geo.readers.files import read_bytes
from server.actions.importing import Progress, Source, finish_import, silent
from server.actions.rejudge import rejudge_made
from server.core.imports import ImportOutcome, Refusal, refuse
from server.core.problems import Problem
from server.core.working_days import local_date
from server.db.calendar import get_council_days
from server.db.imports import hold_imports
from server.db.rounds import BankHoliday, put_bank_holidays

AROUND = timedelta(days=14)  # windows and deadlines are a few working days


def import_bank_holidays(
    session: Session, source: Source, now: datetime, progress: Progress = silent
) -> ImportOutcome:
    """Put the holidays of every division in the file. A holiday that is no longer in it stays: say it by hand.

    Reports whose window or deadline runs over a day that is now a holiday are judged again.
    """
    hold_imports(session)
    holidays, refused = read_holidays(source)
    before = get_council_days(session).holidays
    put = put_bank_holidays(session, holidays)
    _rejudge(session, before, now)
    progress("bank holidays", len(holidays), len(holidays))
    outcome = ImportOutcome(
        "bank-holidays",
        len(holidays) + len(refused),
        put.added,
        put.changed,
        put.unchanged,
        tuple(refused),
    )
    return finish_import(session, outcome, source, now)


def _rejudge(session: Session, before: frozenset[date], now: datetime) -> None:
    """Judge what was reported around the days that were no holidays before."""
    days = get_council_days(session)
    today = local_date(now, days)
    new = [day for day in days.holidays - before if day - AROUND <= today]
    if new:
        last = min(max(new) + AROUND, today)
        rejudge_made(session, (min(new) - AROUND, last), None, now)


def read_holidays(source: Source) -> tuple[list[BankHoliday], list[Refusal]]:
    """{division: {"events": [{"title", "date"}, ...]}, ...}. Raises Problem when it is not that."""
    content = _load(source)
    holidays: list[BankHoliday] = []
    refused: list[Refusal] = []
    row = 0
    for division, body in content.items():
        events = body.get("events") if isinstance(body, dict) else None
        if not isinstance(events, list):
            raise Problem("import.wrong_layout", file=source.name, why=f"{division} has no events")
        for event in events:
            row += 1
            made = _holiday(row, division, event)
            (holidays if isinstance(made, BankHoliday) else refused).append(made)  # type: ignore[arg-type]  # each to its list
    return holidays, refused


def _load(source: Source) -> dict[str, object]:
    try:
        content = json.loads(read_bytes(source.path))
    except UnreadableFileError as unreadable:
        raise Problem(unreadable.code, **unreadable.details) from unreadable
    except UnicodeDecodeError as wrong:
        raise Problem("file.wrong_encoding", file=source.name, wanted="UTF-8") from wrong
    except ValueError as wrong:
        raise Problem("import.wrong_layout", file=source.name, why="it is no JSON") from wrong
    if not isinstance(content, dict) or not content:
        raise Problem("import.wrong_layout", file=source.name, why="it names no divisions")
    return content


def _holiday(row: int, division: str, event: object) -> BankHoliday | Refusal:
    if not isinstance(event, dict) or not event.get("title"):
        return refuse(row, "field.missing", field="title")
    try:
        on = date.fromisoformat(str(event.get("date")))
    except ValueError:
        return refuse(row, "field.unreadable", field="date", value=event.get("date"))
    return BankHoliday(division, on, str(event["title"]))
