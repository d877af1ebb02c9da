"""Compares the verdicts in the database with the known truth."""

from collections import Counter

import click

from server.cli.context import app_from_environ
from server.cli.demo_history import demo_folder
from server.db.headlines import list_headlines
from server.db.session import transaction
from server.demo.filed_book import read_filed
from server.demo.score import Score, score_verdicts, table_of
from server.demo.truth_file import read_reports


@click.command()
@click.option("--wrong", "wrong_count", default=0, help="List so many of the wrong verdicts.")
def score(wrong_count: int) -> None:
    """Precision and recall of each verdict, by the truth that is kept apart."""
    app = app_from_environ()
    folder = demo_folder(app)
    truth = folder / "truth.jsonl.gz"
    if not truth.exists():
        raise click.ClickException("There is no truth on file: run `demo build` first.")
    key_of = {reference: key for key, reference in read_filed(folder / "filed.jsonl")}
    with app.app_context(), transaction() as session:
        headlines = list_headlines(session)
    given = {
        key: one.verdict
        for one in headlines
        if (key := one.external_id or key_of.get(one.reference)) is not None
    }
    found = score_verdicts(read_reports(truth), given)
    click.echo("\n".join(table_of(found)))
    _echo_wrong(found, wrong_count)


def _echo_wrong(found: Score, most: int) -> None:
    if not found.wrong:
        return
    click.echo("\nWrong, by truth, right and given:")
    kinds = Counter((one.why, one.right[0], one.given) for one in found.wrong)
    for (why, right, given), count in kinds.most_common():
        click.echo(f"{count:>6}  {why}: {right} was right, {given} was given")
    for one in found.wrong[:most]:
        click.echo(f"  {one.key}  {one.why}  {'/'.join(one.right)}  {one.given}")
