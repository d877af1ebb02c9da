"""What comes with a calendar or with bank holidays bears on reports that were made before: they are judged again."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from server.actions.import_bank_holidays import import_bank_holidays
from server.actions.import_calendar import import_calendar
from server.actions.importing import Source
from server.actions.judge_report import MadeReport, NewReport, make_report
from server.core.verdict_words import VerdictWord
from server.db.policies import ensure_reasons
from server.db.verdicts import find_in_force
from tests.server.actions.squads_record import at, put_device, put_visit
from tests.server.round_book import ON, UPRNS, build_round_book

pytestmark = pytest.mark.db


@pytest.fixture
def town(session: Session) -> Session:
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(24 * 12))
    return session


def report(session: Session, days_after: int) -> MadeReport:
    made_at = at(24 * days_after + 9)
    return make_report(session, NewReport("refuse", made_at, UPRNS[0]), made_at)


def word_of(session: Session, made: MadeReport) -> VerdictWord:
    return find_in_force(session, [str(made.report_id)])[str(made.report_id)].word


def test_a_day_that_becomes_a_holiday_opens_the_window_of_who_was_too_late(
    town: Session, tmp_path: Path
) -> None:
    put_visit(town, at(9))
    made = report(town, 3)  # Thursday, two working days after Monday are over
    assert made.verdict is VerdictWord.TOO_LATE
    days = [{"title": "A new one", "date": (ON + timedelta(days=1)).isoformat()}]
    (tmp_path / "h.json").write_text(json.dumps({"england-and-wales": {"events": days}}))
    import_bank_holidays(town, Source(tmp_path / "h.json"), at(24 * 4))
    assert word_of(town, made) is VerdictWord.CONFIRMED_MISSED
    (tmp_path / "h.json").write_text(json.dumps({"scotland": {"events": days}}))
    import_bank_holidays(town, Source(tmp_path / "h.json"), at(24 * 4 + 1))
    assert word_of(town, made) is VerdictWord.CONFIRMED_MISSED


def test_an_exception_that_comes_late_reaches_who_had_no_collection_before(
    town: Session, tmp_path: Path
) -> None:
    town.connection().exec_driver_sql("update round set cycle = 'fortnightly'")
    made = report(town, 10)
    assert made.verdict is VerdictWord.NOT_DUE
    moved = ON + timedelta(days=9)
    (tmp_path / "c.csv").write_text(
        f"on,action,to_on,stream\n{ON + timedelta(days=14)},earlier,{moved},refuse\n"
    )
    import_calendar(town, Source(tmp_path / "c.csv"), at(24 * 12 + 1))
    assert word_of(town, made) is VerdictWord.KNOWN_MISSED
