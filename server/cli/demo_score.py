"""Compares verdicts with the known truth: those in the database, or weeks of a whole council judged at once."""

from collections import Counter

import click

from server.cli.context import app_from_environ
from server.cli.demo_history import demo_folder
from server.db.headlines import list_headlines
from server.db.session import transaction
from server.demo.council import DemoPlan, make_council
from server.demo.filed_book import read_filed
from server.demo.score import Score, score_verdicts, table_of
from server.demo.sizes import SIZES
from server.demo.truth_file import read_reports
from server.demo.weeks import Weeks, plan_weeks, score_weeks, with_all_on_app

# the four weeks before that day hold Northern Ireland's July holiday, with collections on either of two days
USUAL = "city/1/2026-07-25"


@click.command()
@click.option("--wrong", "wrong_count", default=0, help="List so many of the wrong verdicts.")
@click.option("--weeks", default=0, help="Judge so many weeks of a council made for it, at once.")
@click.option("--reports", default=20_000, show_default=True, help="At least so many reports.")
@click.option("--council", default=USUAL, show_default=True, help="SIZE/SEED/the day after.")
@click.option("--few-on-app", is_flag=True, help="Ten squads of the fifty record, not all.")
def score(wrong_count: int, weeks: int, reports: int, council: str, *, few_on_app: bool) -> None:
    """Precision and recall of each verdict, by the truth that is kept apart. --weeks needs no database."""
    if not weeks:
        _score_database(wrong_count)
        return
    made = make_council(_plan_of(council))
    planned = plan_weeks(made if few_on_app else with_all_on_app(made), weeks, reports)
    _score_weeks(planned, wrong_count)


def _plan_of(mark: str) -> DemoPlan:
    try:
        plan = DemoPlan.from_mark(mark)
    except ValueError as wrong:
        raise click.BadParameter("give SIZE/SEED/DAY, for example town/1/2026-07-25") from wrong
    if plan.size not in SIZES:
        raise click.BadParameter(f"the size is one of {', '.join(SIZES)}")
    return plan


def _score_weeks(planned: Weeks, wrong_count: int) -> None:
    squads = planned.council.book.squads
    on_app = sum(1 for squad in squads if squad.on_app_from is not None)
    records = sum(len(shift.taps) for day in planned.days for shift in day.shifts)
    click.echo(
        f"{planned.council.plan.mark}: {len(squads)} squads, {on_app} of them on the app, "
        f"{records:,} records, {len(planned.reports):,} reports"
    )
    for one in score_weeks(planned):
        click.echo(f"\n== {one.title}\n")
        click.echo("\n".join(table_of(one.score)))
        click.echo(f"of {len(one.score.wrong):,} not right {one.waiting:,} only wait, undecided")
        _echo_wrong(one.score, wrong_count)


def _score_database(wrong_count: int) -> None:
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
