"""Calendars: exceptions as they are, and dates from which cycles and exceptions are found."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.import_calendar import import_calendar, touched_by
from server.actions.importing import Source
from server.actions.put_round_plan import put_plans
from server.core.facts import TouchedPlace
from server.db.council import Council, put_council
from server.db.rounds import CalendarMove, RoundPlan

pytestmark = pytest.mark.db

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 9, 9, tzinfo=UTC)
PLAN = RoundPlan("refuse-M1", "M1", "refuse", date(2026, 11, 2), (1,))

EXCEPTIONS = (
    "on,action,to_on,stream,round,report_from,message,counts_as_working_day\n"
    "2026-12-28,later,2026-12-29,refuse,,,Christmas,\n"
    "2023-07-12,either_of,2023-07-08 2023-07-09,,refuse-M1,2023-07-09T19:00,,yes\n"
    "2026-12-25,cancelled,,,,,,\n"
    "2026-12-26,postponed,2026-12-27,,,,,\n"
    "2026-12-26,later,,,,,,\n"
    "2026-12-26,later,2026-12-27,glass,,,,\n"
    "2026-12-26,later,2026-12-27,,refuse-X9,,,\n"
    "26/12/2026,later,2026-12-27,,,,,\n"
)


def source(tmp_path: Path, content: str) -> Source:
    (tmp_path / "c.csv").write_text(content)
    return Source(tmp_path / "c.csv")


def test_exceptions_are_taken_as_rows_and_wrong_ones_refused(
    session: Session, tmp_path: Path
) -> None:
    put_council(session, Council("Test", ZoneInfo("Europe/London"), "northern-ireland"))
    put_plans(session, [PLAN])
    outcome = import_calendar(session, source(tmp_path, EXCEPTIONS), NOW)
    assert (outcome.read, outcome.added) == (8, 3)
    assert [(r.row, r.code) for r in outcome.refused] == [
        (5, "field.unreadable"),
        (6, "field.missing"),
        (7, "stream.unknown"),
        (8, "round.unknown"),
        (9, "field.unreadable"),
    ]
    row = session.execute(
        text(
            "select to_on, report_from, counts_as_working_day from calendar_move where action = 'either_of'"
        )
    ).one()
    assert tuple(row) == (
        [date(2023, 7, 8), date(2023, 7, 9)],
        datetime(2023, 7, 9, 18, tzinfo=UTC),
        True,
    )
    assert import_calendar(session, source(tmp_path, EXCEPTIONS), LATER).changed_nothing


DATES = ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07"]


def dates_csv(dates: list[str]) -> str:
    return "\n".join(["round,date,bins,changed", *(f"M1,{day},black,0" for day in dates)]) + "\n"


def moves_in_force(session: Session) -> list[tuple[date, str]]:
    rows = session.execute(
        text("select on_date, action from calendar_move where withdrawn_at is null order by 1")
    )
    return [(on, action) for on, action in rows]


def test_dates_give_a_round_with_its_exceptions(session: Session, tmp_path: Path) -> None:
    dates = [*DATES[:3], "2026-11-21", *DATES[4:]]
    outcome = import_calendar(session, source(tmp_path, dates_csv(dates)), NOW)
    assert outcome.also["rounds added"] == 1
    assert moves_in_force(session) == [(date(2026, 11, 23), "earlier")]
    assert import_calendar(session, source(tmp_path, dates_csv(dates)), LATER).changed_nothing


def test_a_newer_list_withdraws_an_exception_it_no_longer_has(
    session: Session, tmp_path: Path
) -> None:
    import_calendar(
        session, source(tmp_path, dates_csv([*DATES[:3], "2026-11-21", *DATES[4:]])), NOW
    )
    newer = dates_csv([*DATES[:3], "2026-11-24", *DATES[4:]])
    outcome = import_calendar(session, source(tmp_path, newer), LATER)
    assert outcome.also["exceptions withdrawn, changed"] == 1
    assert moves_in_force(session) == [(date(2026, 11, 23), "later")]


def test_a_newer_list_without_any_exception_withdraws_all(session: Session, tmp_path: Path) -> None:
    import_calendar(
        session, source(tmp_path, dates_csv([*DATES[:3], "2026-11-21", *DATES[4:]])), NOW
    )
    outcome = import_calendar(session, source(tmp_path, dates_csv(DATES)), LATER)
    assert outcome.also["exceptions withdrawn, changed"] == 1
    assert moves_in_force(session) == []


def test_every_collection_an_exception_bears_on_is_judged_again() -> None:
    other = RoundPlan("food-M1", "M1", "food", date(2026, 11, 2), (1,))
    move = CalendarMove(date(2026, 12, 28), "later", NOW, (date(2026, 12, 29),), stream="refuse")
    assert touched_by([move], [PLAN, other]) == {
        TouchedPlace("refuse-M1", date(2026, 12, 28)),
        TouchedPlace("refuse-M1", date(2026, 12, 29)),
    }
