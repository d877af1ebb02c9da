"""The demo council from the command line: build it, see its sign-ins, let its squads work, score the verdicts."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import click
from sqlalchemy.orm import Session

from server.cli.context import app_from_environ
from server.core.problems import Problem
from server.db.session import transaction
from server.demo.council import DemoCouncil, DemoPlan, make_council
from server.demo.load import PASSWORD, demo_accounts, find_plan, load_council
from server.demo.sizes import SIZES

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
def build(size: str, seed: int, on_day: datetime | None) -> None:
    """Make the demo council and load it. A second run finds it there and is quick."""
    with _problems_as_words(), app_from_environ().app_context(), transaction() as session:
        found = find_plan(session)
        wanted = DemoPlan(size, seed, on_day.date() if on_day else found.on if found else _today())
        if found is not None and found != wanted:
            raise Problem("demo.another_is_there", found=found.mark, wanted=wanted.mark)
        if found is None:
            _build(session, wanted)
        else:
            click.echo(f"The demo council is there already ({found.mark}).")


def _build(session: Session, plan: DemoPlan) -> None:
    clock = _StopClock()
    click.echo(f"Making a council of size {plan.size} from seed {plan.seed} ...")
    council = make_council(plan)
    clock.tell("made")
    load_council(session, council, _now(), lambda words, count: clock.tell(f"{count:>7,} {words}"))
    _echo_accounts(council)


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
    return _now().date()
