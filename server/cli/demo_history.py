"""Lets past days of the demo council come in through the real endpoints, with the clock of the past."""

import gzip
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import click
from flask import Flask

from server.actions.enrol_device import issue_enrolment_code, report_device_lost
from server.actions.rejudge import rejudge_due
from server.db.session import transaction
from server.demo.council import DemoCouncil
from server.demo.depot import Carry, Depot, Enrol, Lines
from server.demo.filed_book import FiledBook
from server.demo.filing import file_report
from server.demo.history import QUICKEST_POLL_S, Doings, happenings_of
from server.demo.planned_reports import PlannedReport
from server.demo.shifts import DayPlanner, DemoDay
from server.demo.truth_file import write_truth
from sync.client_state import Answer, Request

HISTORY_DAYS = 7


def demo_folder(app: Flask) -> Path:
    """Where the simulator keeps its handsets, and the truth."""
    folder: Path = app.config["SETTINGS"].data_dir / "demo"
    return folder


def load_history(app: Flask, council: DemoCouncil, days: list[date], until: datetime) -> None:
    """Load some days, in order, up to a time. Shows progress; keeps handsets and truth on file."""
    planner = DayPlanner(council)
    folder = demo_folder(app)
    depot = Depot(
        lines_in(app),
        folder / "handsets.json",
        council.plan.mark,
        Random(f"{council.plan.mark}/{days[0]}"),  # noqa: S311 - a simulated device
    )
    planned = [planner.plan(day, QUICKEST_POLL_S) for day in days]
    filed = FiledBook(folder / "filed.jsonl")
    happenings = happenings_of(planned, depot, doings_in(app, filed), until)
    began = time.monotonic()
    with click.progressbar(happenings, label=f"  {len(days)} past days come in") as bar:
        for happening in bar:
            happening.act(happening.at)
    depot.save()
    exchanges = sum(1 for one in happenings if one.rank == 2)
    reports = sum(1 for one in happenings if one.rank == 3)
    click.echo(f"  {time.monotonic() - began:5.1f} s  {exchanges:,} exchanges, {reports:,} reports")
    write_truth(folder / "truth.jsonl.gz", council.plan.mark, _all_known(planner, council, until))


def _all_known(planner: DayPlanner, council: DemoCouncil, until: datetime) -> list[DemoDay]:
    """The truth of every day there has been, so that a later run adds to it."""
    first = council.plan.on - timedelta(days=HISTORY_DAYS)
    count = (until.date() - first).days + 1
    return [planner.plan(first + timedelta(days=number)) for number in range(count)]


def doings_in(app: Flask, filed: FiledBook) -> Doings:
    """Reports and deadlines straight through the actions."""

    def file(planned: PlannedReport, at: datetime) -> None:
        with app.app_context(), transaction() as session:
            made = file_report(session, planned, at)
        filed.add(planned.key, made.reference)

    def pass_deadlines(at: datetime) -> None:
        with app.app_context(), transaction() as session:
            rejudge_due(session, at)

    def lose(device: str, at: datetime) -> None:
        with app.app_context(), transaction() as session:
            report_device_lost(session, UUID(device), at)

    return Doings(file, pass_deadlines, lose)


def lines_in(app: Flask) -> Lines:
    """Exchanges through the app in this process, with its clock at their time."""
    return Lines(_carry(app), _enrol(app))


def _carry(app: Flask) -> Carry:
    client = app.test_client()

    def carry(request: Request, secret: str, at: datetime) -> Answer:
        headers = {"Authorization": f"Bearer {secret}"}
        body = None
        if request.body is not None:
            headers |= {"Content-Type": "application/json", "Content-Encoding": "gzip"}
            body = gzip.compress(request.body, 1, mtime=0)
        with clock_at(app, at):
            answer = client.open(request.path, method=request.method, data=body, headers=headers)
        return Answer(
            answer.status_code, _unpacked(answer.data, answer.headers.get("Content-Encoding"))
        )

    return carry


def _enrol(app: Flask) -> Enrol:
    client = app.test_client()

    def enrol(squad: str, label: str, at: datetime) -> tuple[str, str]:
        with app.app_context(), transaction() as session:
            code = issue_enrolment_code(session, squad, "the demo", at)
        with clock_at(app, at):
            answer = client.post("/v1/enrol", json={"code": code, "label": label, "app": "demo-1"})
        if answer.status_code != 200:
            raise click.ClickException(
                f"{label} was not enrolled: {answer.status_code} {answer.text[:200]}"
            )
        found = json.loads(answer.data)
        return found["device"], found["secret"]

    return enrol


@contextmanager
def clock_at(app: Flask, at: datetime) -> Iterator[None]:
    """The server's web clock stands at a time."""
    before = app.config.get("CLOCK")
    app.config["CLOCK"] = lambda: at
    try:
        yield
    finally:
        app.config["CLOCK"] = before


def _unpacked(data: bytes, encoding: str | None) -> bytes:
    return gzip.decompress(data) if encoding == "gzip" else data
