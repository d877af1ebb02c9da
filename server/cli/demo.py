"""The demo council from the command line: build it, see its sign-ins, let its squads work, score the verdicts."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TextIO

import click

from server.cli.context import app_from_environ
from server.cli.demo_history import HISTORY_DAYS, demo_folder, load_history
from server.cli.demo_score import score
from server.cli.demo_simulate import simulate
from server.core.problems import Problem
from server.db.demo_mark import find_last_day_worked
from server.db.session import transaction
from server.demo.council import DemoCouncil, DemoPlan, make_council
from server.demo.holidays import ZONE
from server.demo.load import PASSWORD, demo_accounts, find_plan, load_council
from server.demo.picture import draw_town
from server.demo.sizes import SIZES
from server.demo.town.town import build_town

SIZE = click.option("--size", type=click.Choice(list(SIZES)), default="town", show_default=True)
SEED = click.option("--seed", type=int, default=1, show_default=True)


@click.group()
def demo() -> None:
    """A generated council with known truth, to try everything on."""


@demo.command()
@SIZE
@SEED
@click.option(
    "--on",
    "on_day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day it is made for (default: today).",
)
@click.option("--history/--no-history", default=True, help="Load the days before, up to now.")
def build(size: str, seed: int, on_day: datetime | None, *, history: bool) -> None:
    """Make the demo council and load it, with the days before. A second run finds it there and is quick."""
    app = app_from_environ()
    with _problems_as_words(), app.app_context():
        with transaction() as session:
            found = find_plan(session)
            last_day = find_last_day_worked(session)
        wanted = DemoPlan(size, seed, on_day.date() if on_day else found.on if found else _today())
        if found is not None and found != wanted:
            raise Problem("demo.another_is_there", found=found.mark, wanted=wanted.mark)
        days = days_to_load(wanted, last_day, _today()) if history else []
        if found is not None and not days:
            click.echo(f"The demo council is there already ({found.mark}).")
            return
        council = _made(wanted)
        if found is None:
            shutil.rmtree(demo_folder(app), ignore_errors=True)  # of a database that is gone
            _load(council)
        if days:
            load_history(app, council, days, min(_now(), _end_of(days[-1])))
    click.echo("Its sign-ins: python -m server demo accounts")


def days_to_load(plan: DemoPlan, last_day: date | None, today: date) -> list[date]:
    """The days that have not come in yet: at first a week and the day itself, later those nobody simulated."""
    if last_day is None:
        first, last = plan.on - timedelta(days=HISTORY_DAYS), min(plan.on, today)
    else:
        first, last = last_day + timedelta(days=1), today - timedelta(days=1)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@demo.command()
@SIZE
@SEED
@click.argument("file", type=click.File("w"))
def picture(size: str, seed: int, file: TextIO) -> None:
    """Draw the town as SVG, to look at it. Needs no database."""
    file.write(draw_town(build_town(SIZES[size], seed)))


@demo.command()
def accounts() -> None:
    """Print the demo's sign-ins again."""
    with app_from_environ().app_context(), transaction() as session:
        plan = find_plan(session)
    if plan is None:
        raise click.ClickException("There is no demo council here: run `demo build` first.")
    _echo_accounts(make_council(plan))


def _made(plan: DemoPlan) -> DemoCouncil:
    click.echo(f"Making a council of size {plan.size} from seed {plan.seed} ...")
    clock = _StopClock()
    council = make_council(plan)
    clock.tell("made")
    return council


def _load(council: DemoCouncil) -> None:
    clock = _StopClock()
    with transaction() as session:
        load_council(
            session, council, _now(), lambda words, count: clock.tell(f"{count:>7,} {words}")
        )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZONE)


def _echo_accounts(council: DemoCouncil) -> None:
    click.echo(f"\nSign-ins of {council.name} (password of all: {PASSWORD})")
    for account in demo_accounts(council):
        click.echo(f"  {account.role:<8} {account.email}")


class _StopClock:
    """Says what was done and how long it took."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def tell(self, words: str) -> None:
        now = time.monotonic()
        click.echo(f"  {now - self._last:5.1f} s  {words}")
        self._last = now


@contextmanager
def _problems_as_words() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        raise click.ClickException(problem.sentence) from problem


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().astimezone(ZONE).date()


demo.add_command(simulate)
demo.add_command(score)
