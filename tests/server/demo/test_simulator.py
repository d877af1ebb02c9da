"""Simulated squads against a real server on the loopback: what they record is in the database exactly once."""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from werkzeug.serving import make_server

from server.actions.enrol_device import issue_enrolment_code
from server.actions.see_passing import see_passing
from server.app import create_app
from server.core.verdict_words import MadeBy
from server.db.session import db, transaction
from server.demo.depot import Depot, Lines
from server.demo.handset_store import read_handsets
from server.demo.holidays import ZONE
from server.demo.http_lines import HttpServer, NotTakenError
from server.demo.load import load_council
from server.demo.pace import hurried
from server.demo.planned_reports import PlannedReport, Why
from server.demo.shifts import DemoDay
from server.demo.simulator import Simulator
from server.demo.tracks import with_tracks
from sync.ops import Visit
from tests.database import drop_database, make_database, settings_for_tests
from tests.server.demo.councils import ON, small_council, small_planner

pytestmark = pytest.mark.db
DAY = ON - timedelta(days=1)  # a Friday: all squads on the app work


@dataclass
class Running:
    """A server on the loopback whose clock the test sets."""

    app: Flask
    url: str
    address: str
    clock: list[datetime] = field(default_factory=list)

    def enrol(self, squad: str, label: str, at: datetime) -> tuple[str, str]:
        with self.app.app_context(), transaction() as session:
            code = issue_enrolment_code(session, squad, "test", at)
        return HttpServer(self.url).enrol(code, label)


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    name = f"rb_test_simulator_{os.getpid()}"
    address = make_database(name)
    app = create_app(settings_for_tests(address, tmp_path_factory.mktemp("data")))
    begins = _at(DAY, 4)
    clock = [begins]
    app.config["CLOCK"] = lambda: clock[0]
    with app.app_context(), transaction() as session:
        load_council(session, small_council(), begins - timedelta(days=2), lambda *_: None)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Running(app, f"http://127.0.0.1:{server.server_port}", address, clock)
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()
    drop_database(name)


def test_the_tracks_of_a_day_agree_with_most_of_its_records(
    running: Running, tmp_path: Path
) -> None:
    day = with_tracks(small_council(), small_planner().plan(DAY, quickest_poll_s=45 * 60))
    _work(running, day, tmp_path / "handsets.json")
    with running.app.app_context(), transaction() as session:
        refused = "select count(*) from op where kind = 'track' and status <> 'accepted'"
        assert session.execute(text(refused)).scalar_one() == 0
        found = [see_passing(session, truth.round_id, truth.on) for truth in day.truths]
    seen = [one for one in found if one.has_track]
    compared = sum(one.compared for one in seen)
    assert len(seen) > 3
    assert compared > 5
    assert sum(one.agrees for one in seen) > 0.7 * compared


def test_a_whole_day_over_http_is_in_the_database_exactly_once(
    running: Running, tmp_path: Path
) -> None:
    day = small_planner().plan(DAY, quickest_poll_s=45 * 60)
    file = tmp_path / "handsets.json"
    references = _work(running, day, file)

    recorded: Counter[str] = Counter()
    taps: Counter[str] = Counter()
    for handset in read_handsets(file, "test"):
        assert handset.pending == 0 or not handset.has_signal(_at(DAY, 23))
        recorded.update(op for op, kept in handset.log.ops.items() if kept.result is not None)
        taps.update(list(handset.taps_recorded()))
    with _asking(running) as ask:
        assert Counter(ask("select id::text from op")) == recorded
        visits = ask("select id::text from visit")
        assert len(visits) == len(set(visits))
        planned = [tap for shift in day.shifts for tap in shift.taps]
        assert taps == Counter(tap.key for tap in planned)
        held = sum(isinstance(tap.what, Visit) for tap in planned)
        assert 0 < len(visits) <= held
        assert set(references) <= set(ask("select reference from report"))
    assert references


def test_a_simulator_that_is_started_again_repeats_nothing(
    running: Running, tmp_path: Path
) -> None:
    """The second run begins with the handsets on file, long after the first ended in the middle of the day."""
    day = small_planner().plan(ON, quickest_poll_s=45 * 60)
    file = tmp_path / "handsets.json"
    _work(running, day, file, until=_at(ON, 11))
    half = {h.enrolment.device for h in read_handsets(file, "test")}
    _work(running, day, file)
    handsets = read_handsets(file, "test")
    assert half <= {h.enrolment.device for h in handsets}
    with _asking(running) as ask:
        recorded = Counter(
            op for h in handsets for op, kept in h.log.ops.items() if kept.result is not None
        )
        assert Counter(ask("select id::text from op")) == recorded


def test_a_device_the_server_does_not_know_is_enrolled_anew(
    running: Running, tmp_path: Path
) -> None:
    depot = Depot(_lines(running), tmp_path / "handsets.json", "test", Random(3))
    at = _at(ON, 12)
    running.clock[0] = at
    shift = small_planner().plan(ON).shifts[0]
    handset = depot.begin(shift, at)
    with running.app.app_context(), transaction() as session:
        session.execute(
            text("update device set secret_hash = 'x' where id = cast(:id as uuid)"),
            {"id": handset.enrolment.device},
        )
    depot.speak(handset, at)
    again = depot.handset(shift.fares.squad, shift.fares.number, at)
    assert again.enrolment.device != handset.enrolment.device


def test_hurrying_keeps_order_and_what_is_past() -> None:
    day = small_planner().plan(DAY)
    noon = _at(DAY, 12)
    quick = hurried(day, noon, 10.0)
    for slow, fast in zip(day.shifts, quick.shifts, strict=True):
        assert [tap.key for tap in fast.taps] == [tap.key for tap in slow.taps]
        assert [t.at for t in fast.taps] == sorted(t.at for t in fast.taps)
        for before, after in zip(slow.taps, fast.taps, strict=True):
            assert after.at == before.at or noon < after.at < before.at
    assert hurried(day, noon, 1.0) is day


def test_a_page_without_a_form_is_said_so(running: Running) -> None:
    with pytest.raises(NotTakenError):
        HttpServer(running.url).enrol("00000-00000", "Handheld")


def _work(running: Running, day: DemoDay, file: Path, until: datetime | None = None) -> list[str]:
    """Let the day happen, the server's clock in step; gives the references of the reports of residents."""
    references: list[str] = []
    server = HttpServer(running.url)

    def report(planned: PlannedReport, at: datetime) -> None:
        running.clock[0] = at
        # the form offers only the bins a premises has: who has no garden bin cannot report it there
        if planned.made_by is MadeBy.RESIDENT and planned.why is not Why.NOT_ON_SERVICE:
            references.append(server.report(planned))

    depot = Depot(_lines(running), file, "test", Random(f"{day.on}/{until}"))
    simulator = Simulator(depot, report)
    now = max(running.clock[0], _at(day.on, 5))
    simulator.begin([day], now)
    due: datetime | None = now
    while due is not None and (until is None or due < until):
        now = max(now, due)
        running.clock[0] = now
        due = simulator.step(now)
    depot.save()
    return references


def _lines(running: Running) -> Lines:
    return Lines(HttpServer(running.url).carry, running.enrol)


class _asking:  # noqa: N801 - reads as a verb
    """A plain connection to the database, beside the server's."""

    def __init__(self, running: Running) -> None:
        self._engine = create_engine(running.address)

    def __enter__(self) -> "_asking":
        self._connection = self._engine.connect()
        return self

    def __call__(self, statement: str) -> list[str]:
        return list(self._connection.scalars(text(statement)))

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._engine.dispose()


def _at(day: object, hour: int) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZONE) + timedelta(hours=hour)  # type: ignore[arg-type]  # a date
