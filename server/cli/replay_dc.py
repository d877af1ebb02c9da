"""python -m server replay-dc: replays a city's weeks in a database of their own, against a real server."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import click
from flask import Flask
from werkzeug.serving import make_server

from server.actions.enrol_device import issue_enrolment_code
from server.actions.judge_report import NewReport, make_report
from server.actions.rejudge import rejudge_due
from server.app import create_app
from server.cli.context import at_work
from server.cli.imports import problems_told
from server.cli.progress import StageBar
from server.db.judged import count_reports, list_judged
from server.db.known import gather_known
from server.db.reports import find_by_external_id
from server.db.rule_book import get_rule_book
from server.db.scratch import check_empty, make_scratch
from server.db.session import Session, transaction
from server.demo.http_lines import HttpServer
from server.demo.replay_dc import SYSTEM, City, play, prepare
from server.demo.replay_dc_agreement import (
    Agreement,
    agreement_lines,
    compare,
    plain_agreement,
)
from server.demo.replay_dc_events import Lines, PastClock
from server.demo.replay_dc_folder import Folder, find_folder
from server.demo.replay_dc_table import Came, result_of, table_of
from server.settings import SettingMissingError, Settings

SUFFIX = "replay_dc"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # until the first event says what time it is


@click.command("replay-dc")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Write the table for machines too."
)
@click.option(
    "--here",
    is_flag=True,
    help="Use the database of DATABASE_URL itself, which must be empty, instead of one beside it.",
)
def replay_dc(folder: Path, json_file: Path | None, here: bool) -> None:  # noqa: FBT001 - a command's option
    """Replay a city's weeks: import its data, let devices send its crews' visits, file its residents' reports.

    FOLDER has the layout of dc-missed-collections. Runs in a database of its own beside that of DATABASE_URL, which it
    makes anew each time.
    """
    with problems_told(), _app(here=here) as app, StageBar() as bar:
        city, came, agreement = _replay(app, find_folder(folder), bar)
        result = result_of(city, came) | {"given_the_note": plain_agreement(agreement)}
    for line in (*table_of(result), *agreement_lines(agreement)):
        click.echo(line)
    if json_file is not None:
        json_file.write_text(json.dumps(result, indent=1) + "\n")
    if result["reports"]["lost"] or result["reports"]["doubled"]:
        raise click.ClickException("Reports were lost or doubled.")


def _replay(app: Flask, folder: Folder, bar: StageBar) -> tuple[City, Came, Agreement]:
    clock = PastClock(BEGINNING)
    app.config["CLOCK"] = clock
    with transaction() as session:
        city = prepare(session, folder, bar.show)
    with _serving(app) as server:
        ops = play(city, clock, _lines(server, clock), bar.show)
    with transaction() as session:
        came = Came(list_judged(session, SYSTEM), count_reports(session, SYSTEM), ops)
        return city, came, _agreement(session, city)


def _agreement(session: Session, city: City) -> Agreement:
    """Our verdicts with the crews' notes given as visits, beside the city's outcomes."""
    book = get_rule_book(session)
    said = [
        (stored.fact, outcome)
        for number, outcome in city.outcomes.items()
        if (stored := find_by_external_id(session, SYSTEM, number)) is not None
    ]
    known = gather_known(session, book, [report for report, _ in said])
    return compare(known, said, book.policies[-1].policy)


def _lines(server: HttpServer, clock: PastClock) -> Lines:
    def enrol(squad: str) -> tuple[str, str]:
        with transaction() as session:
            code = issue_enrolment_code(session, squad, "replay-dc", clock.at)
        return server.enrol(code, f"device of {squad}")

    def file(new: NewReport, at: datetime) -> None:
        with transaction() as session:
            make_report(session, new, at)

    def pass_deadlines(at: datetime) -> None:
        with transaction() as session:
            rejudge_due(session, at)

    return Lines(enrol, server.carry, file, pass_deadlines)


@contextmanager
def _app(*, here: bool) -> Iterator[Flask]:
    """The app on the database the replay runs in, its context pushed."""
    try:
        settings = Settings.from_environ(os.environ)
    except SettingMissingError as missing:
        raise click.ClickException(str(missing)) from missing
    url = settings.database_url
    if not here:
        click.echo("Making a database for the replay ...", err=True)
        url = make_scratch(url, SUFFIX)
    app = create_app(replace(settings, database_url=url, rate_limits=False))
    with at_work(app):
        if here:
            with transaction() as session:
                check_empty(session)
        yield app


@contextmanager
def _serving(app: Flask) -> Iterator[HttpServer]:
    """A real server on a port of this machine that nobody else reaches."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server: Any = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, name="replay-dc", daemon=True)
    thread.start()
    try:
        yield HttpServer(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
