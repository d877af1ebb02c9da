"""Takes in a file of unsent records from the command line, where a phone never finds a signal again."""

from datetime import UTC, datetime
from pathlib import Path

import click

from server.actions.take_unsent import take_unsent
from server.cli.context import app_from_environ, at_work
from server.core.problems import Problem
from server.db.session import transaction


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def rescue(file: Path) -> None:
    """Take in FILE, which a phone saved with "Save to a file". Doing it twice changes nothing."""
    try:
        with at_work(app_from_environ()), transaction() as session:
            taken = take_unsent(session, file.read_bytes(), datetime.now(UTC))
    except Problem as problem:
        raise click.ClickException(problem.kind.sentence.format(**problem.details)) from problem
    counts = ", ".join(f"{count} {status}" for status, count in sorted(taken.by_status.items()))
    click.echo(f"{taken.device.label}: {taken.ops} records ({counts or 'none'})")
