"""python -m server verify, as-known: what is stored against what the facts say, now and at any past moment."""

from datetime import UTC, datetime

import click

from server.actions.see_as_known import AsKnown, see_as_known
from server.actions.verify_verdicts import Answer, verify_verdicts
from server.cli.context import app_from_environ, at_work
from server.cli.progress import StageBar
from server.core.problems import Problem
from server.db.council import get_council
from server.db.session import transaction
from server.web.saying import say


@click.command()
@click.option("--most", default=50, show_default=True, help="List so many that differ.")
def verify(most: int) -> None:
    """Judge every verdict anew from the facts as known when it was given. Exits 1 when any differs."""
    app = app_from_environ()
    with at_work(app), transaction() as session, StageBar() as bar:
        found = verify_verdicts(session, datetime.now(UTC), bar.show)
    for one in found.differences[:most]:
        stored, recomputed = _words(one.stored), _words(one.recomputed)
        click.echo(
            f"differs {one.reference} as known {one.as_known.isoformat(timespec='seconds')}: "
            f"stored {stored}, the facts say {recomputed}"
        )
    click.echo(
        f"{found.verdicts} verdicts compared as known when given, {found.in_force} of them as known now"
        f" ({found.due} are due to be judged again); {len(found.differences)} differ"
    )
    raise SystemExit(1 if found.differences else 0)


def _words(answer: Answer) -> str:
    word, reason, accepted, duplicate_of = answer
    said = word if reason is None else f"{word} ({reason})"
    said += "" if accepted else ", not accepted"
    return said if duplicate_of is None else f"{said}, of {duplicate_of}"


@click.command("as-known")
@click.argument("reference")
@click.argument("when", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]))
def as_known(reference: str, when: datetime) -> None:
    """What was known of the report REFERENCE at WHEN (the council's time), and what was answered then."""
    app = app_from_environ()
    with at_work(app), transaction() as session:
        at = when.replace(tzinfo=get_council(session).timezone).astimezone(UTC)
        try:
            found = see_as_known(session, reference, at)
        except Problem as problem:
            raise click.ClickException(problem.sentence) from problem
        with app.test_request_context():
            _echo(found)


def _echo(found: AsKnown) -> None:
    click.echo(f"{found.reference}, as known {found.at.isoformat(timespec='minutes')}")
    for line in found.lines:
        click.echo(f"  {line}")
    click.echo(f"Answered then: {found.answered or 'nothing yet'}")
    click.echo(f"The facts say:  {found.recomputed}")
    click.echo(f"The resident was told: {say(found.sentence)}")
