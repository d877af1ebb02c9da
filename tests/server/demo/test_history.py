"""Past days come in through the real endpoint: everything once, judged, and scored against the truth."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.cli.demo_history import doings_in, lines_in
from server.db.headlines import list_headlines
from server.demo.depot import Depot
from server.demo.filed_book import FiledBook
from server.demo.handset_store import read_handsets
from server.demo.history import QUICKEST_POLL_S, happenings_of
from server.demo.holidays import ZONE
from server.demo.load import load_council
from server.demo.score import score_verdicts
from server.demo.shifts import DayPlanner, DemoDay
from server.demo.truth_file import read_reports, write_truth
from tests.server.demo.councils import ON, small_council, small_planner

pytestmark = pytest.mark.db
DAYS = 4


def come_in(app: Flask, session: Session, folder: Path, planner: DayPlanner) -> list[DemoDay]:
    """Load the council and let some days come in."""
    load_council(session, small_council(), _noon(-DAYS), lambda *_: None)
    session.commit()
    depot = Depot(lines_in(app), folder / "handsets.json", "small", Random(5))
    days = [planner.plan(ON - timedelta(days=back), QUICKEST_POLL_S) for back in range(DAYS, 0, -1)]
    doings = doings_in(app, FiledBook(folder / "filed.jsonl"))
    for happening in happenings_of(days, depot, doings, _noon(0)):
        happening.act(happening.at)
    depot.save()
    return days


def test_days_come_in_once_and_are_judged_as_the_truth_has_it(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    days = come_in(app, session, tmp_path, small_planner())
    handsets = read_handsets(tmp_path / "handsets.json", "small")
    recorded = Counter(
        op_id
        for handset in handsets
        for op_id, kept in handset.log.ops.items()
        if kept.result is not None
    )
    stored = Counter(session.scalars(text("select id::text from op")))
    assert stored == recorded
    assert len(recorded) > 60
    assert session.scalar(text("select count(*) from op where status = 'quarantined'")) == 0

    lost = [h for h in handsets if (h.enrolment.squad, h.enrolment.number) == ("S06", 1)]
    assert [handset.pending > 0 for handset in lost] == [True]  # it keeps what it could not send
    assert session.scalar(text("select count(*) from device where lost_at is not null")) == 1

    planned = {report.key for day in days for report in day.reports}
    headlines = list_headlines(session)
    assert len(headlines) > 10
    assert {one.external_id for one in headlines} <= planned

    write_truth(tmp_path / "truth.gz", "small", days)
    given = {one.external_id: one.verdict for one in headlines if one.external_id}
    score = score_verdicts(read_reports(tmp_path / "truth.gz"), given)
    assert score.all == len(headlines)
    assert score.right >= 0.95 * score.all, score.wrong


def test_the_truth_file_is_the_same_every_time(tmp_path: Path) -> None:
    days = [small_planner().plan(ON)]
    for name in ("one.gz", "two.gz"):
        write_truth(tmp_path / name, "small", days)
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


def _noon(days: int) -> datetime:
    return datetime(ON.year, ON.month, ON.day, 12, tzinfo=ZONE) + timedelta(days=days)
