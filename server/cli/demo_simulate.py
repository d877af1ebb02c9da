"""Lets the demo's squads and residents work today against a running server, until it is stopped."""

import signal
import threading
from datetime import UTC, datetime, timedelta
from random import Random

import click
from flask import Flask

from server.actions.enrol_device import issue_enrolment_code
from server.cli.context import app_from_environ
from server.cli.demo_history import demo_folder
from server.core.verdict_words import MadeBy
from server.db.session import transaction
from server.demo.council import DemoCouncil, make_council
from server.demo.depot import Depot, Lines
from server.demo.filed_book import FiledBook
from server.demo.filing import file_report
from server.demo.holidays import ZONE
from server.demo.http_lines import HttpServer, NotTakenError
from server.demo.load import find_plan
from server.demo.pace import hurried
from server.demo.planned_reports import PlannedReport
from server.demo.shifts import DayPlanner, DemoDay
from server.demo.simulator import Simulator
from server.demo.tracks import with_tracks

LATE_CONTACT_DAYS = 7  # a day's collections are reported up to so many days later
LONGEST_NAP_S = 5.0
QUICKEST_POLL_S = 0


@click.command()
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The server.")
@click.option("--until-now", is_flag=True, help="Do what is behind, then end.")
@click.option("--speed", type=click.FloatRange(1, 1000), default=1.0, show_default=True)
@click.option(
    "--wait", "wait_s", default=60, show_default=True, help="Seconds to wait for the server."
)
def simulate(url: str, speed: float, wait_s: int, *, until_now: bool) -> None:
    """Squads record and sync over HTTP, residents report on the public form, keeping pace with the clock."""
    app = app_from_environ()
    server = HttpServer(url)
    stop = _stop_on_signals()
    if not _is_up(server, wait_s, stop):
        raise click.ClickException(f"There is no server at {url}. Start it with `make run`.")
    with app.app_context():
        with transaction() as session:
            plan = find_plan(session)
        if plan is None:
            raise click.ClickException("There is no demo council here: run `demo build` first.")
        run = LiveRun(app, server, make_council(plan), speed)
        run.live(stop, until_now=until_now)


class LiveRun:
    """The simulation against one server."""

    def __init__(self, app: Flask, server: HttpServer, council: DemoCouncil, speed: float) -> None:
        self._app, self._server, self._speed = app, server, speed
        self._planner = DayPlanner(council)
        self._folder = demo_folder(app)
        self._depot = Depot(
            Lines(server.carry, self._enrol),
            self._folder / "handsets.json",
            council.plan.mark,
            Random(f"{council.plan.mark}/{datetime.now(UTC).isoformat()}"),  # noqa: S311 - a simulated device
        )
        self._filed = FiledBook(self._folder / "filed.jsonl")
        self.reports = 0

    def live(self, stop: threading.Event, *, until_now: bool) -> None:
        """Work day after day until stopped; with `until_now` only what is behind."""
        while not stop.is_set():
            began = _now()
            simulator = Simulator(self._depot, self._file)
            simulator.begin(self._days(began), began)
            due = simulator.step(began)
            self._depot.save()
            click.echo(f"{began.astimezone(ZONE):%H:%M} {self._summary()}")
            if until_now:
                return
            self._keep_pace(simulator, due, stop, _midnight_after(began))

    def _keep_pace(
        self, simulator: Simulator, due: datetime | None, stop: threading.Event, end: datetime
    ) -> None:
        told_at = _now()
        while not stop.is_set() and _now() < end:
            nap = LONGEST_NAP_S if due is None else (due - _now()).total_seconds()
            stop.wait(min(max(nap, 0.05), LONGEST_NAP_S))
            now = _now()
            due = simulator.step(now)
            self._depot.save()
            if (now - told_at).total_seconds() > 300:
                click.echo(f"{now.astimezone(ZONE):%H:%M} {self._summary()}")
                told_at = now

    def _days(self, now: datetime) -> list[DemoDay]:
        today = now.astimezone(ZONE).date()
        days = [
            self._planner.plan(today - timedelta(days=back), QUICKEST_POLL_S)
            for back in range(LATE_CONTACT_DAYS, -1, -1)
        ]
        if self._speed == 1.0:  # a hurried lorry would outrun its own track
            days[-1] = with_tracks(self._planner.council, days[-1])
        return [hurried(self._filed.unfiled(day, today), now, self._speed) for day in days]

    def _enrol(self, squad: str, label: str, at: datetime) -> tuple[str, str]:
        with transaction() as session:
            code = issue_enrolment_code(session, squad, "the demo", at)
        return self._server.enrol(code, label)

    def _file(self, planned: PlannedReport, at: datetime) -> None:
        """A resident of today uses the form; what was said earlier, or to an agent, is keyed now."""
        is_today = planned.made_at >= at - timedelta(minutes=2)
        reference = ""
        if planned.made_by is MadeBy.RESIDENT and is_today:
            reference = self._by_form(planned)
        if not reference:
            with transaction() as session:
                reference = file_report(session, planned, at).reference
        self._filed.add(planned.key, reference)
        self.reports += 1

    def _by_form(self, planned: PlannedReport) -> str:
        """The reference, or "" when the form does not take it: it offers only the bins a premises has."""
        try:
            return self._server.report(planned)
        except NotTakenError:
            return ""

    def _summary(self) -> str:
        return f"{self._depot.requests:,} requests, {self._depot.waiting:,} operations unsent, {self.reports:,} reports"


def _is_up(server: HttpServer, wait_s: int, stop: threading.Event) -> bool:
    until = _now() + timedelta(seconds=wait_s)
    while not server.is_up():
        if _now() > until or stop.wait(0.5):
            return False
    return True


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _midnight_after(at: datetime) -> datetime:
    day = at.astimezone(ZONE).date() + timedelta(days=1)
    return datetime.combine(day, datetime.min.time(), ZONE)


def _now() -> datetime:
    return datetime.now(UTC)
