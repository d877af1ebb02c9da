"""python -m server import ...: brings a council's files in. Shows progress and says what was read, refused and why."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from server.actions.import_bank_holidays import import_bank_holidays
from server.actions.import_calendar import import_calendar
from server.actions.import_premises import import_premises
from server.actions.import_reports import ReportsWanted, import_reports
from server.actions.import_rounds import import_rounds
from server.actions.import_streets import import_streets
from server.actions.import_wards import import_wards
from server.actions.importing import Source, is_table
from server.actions.rounds_wanted import RoundsWanted
from server.cli.context import app_from_environ, at_work
from server.cli.progress import StageBar
from server.core.imports import ImportOutcome
from server.core.problems import Problem
from server.core.schedules import CYCLES
from server.db.session import transaction

REFUSALS_SHOWN = 20
DAY = click.DateTime(["%Y-%m-%d"])
Importer = Callable[..., ImportOutcome]


@click.group("import")
def imports() -> None:
    """Import a council's files. A second import of the same file changes nothing."""


def file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options every import takes, handed to the command as one `source`."""

    @functools.wraps(command)
    def with_source(
        file: Path, fields: tuple[str, ...], crs: str | None, layer: str | None, **more: Any
    ) -> Any:
        return command(source=Source(file, _pairs(fields), crs, layer), **more)

    for option in (
        click.option(
            "--field",
            "fields",
            multiple=True,
            metavar="WHAT=COLUMN",
            help="Which column holds what, where it is not guessed. May be given several times.",
        ),
        click.option("--crs", help="What the coordinates are in, for example EPSG:29903."),
        click.option("--layer", help="Which layer of a file with several."),
        click.argument("file", type=click.Path(path_type=Path)),
    ):
        with_source = option(with_source)
    return with_source


def _pairs(fields: tuple[str, ...]) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in fields]
    if any(not equals for _, equals, _ in pairs):
        raise click.UsageError("Give --field as WHAT=COLUMN, for example --field uprn=mar_id.")
    return {what: column for what, _, column in pairs}


def run_import(importer: Importer, source: Source, **more: Any) -> ImportOutcome:
    """Run one import in one transaction and tell what it did."""
    app = app_from_environ()
    with problems_told(), at_work(app), StageBar() as bar, transaction() as session:
        outcome = importer(session, source, datetime.now(UTC), progress=bar.show, **more)
    tell(outcome, source.name)
    return outcome


@contextmanager
def problems_told() -> Iterator[None]:
    """A problem ends the command with its code and sentence."""
    try:
        yield
    except Problem as problem:
        raise click.ClickException(f"{problem.sentence} [{problem.code}]") from problem


def tell(outcome: ImportOutcome, source: str) -> None:
    """Say what an import did."""
    click.echo(
        f"{outcome.kind} from {source}: {outcome.read} read, {outcome.added} added, {outcome.changed} changed, "
        f"{outcome.unchanged} as they were, {len(outcome.refused)} refused."
    )
    for name, count in outcome.also.items():
        click.echo(f"  {name}: {count}")
    for refusal in outcome.refused[:REFUSALS_SHOWN]:
        where = f"row {refusal.row}: " if refusal.row else ""  # 0: not about one row
        click.echo(f"  {where}{refusal.words} [{refusal.code}]")
    if len(outcome.refused) > REFUSALS_SHOWN:
        click.echo(f"  ... and {len(outcome.refused) - REFUSALS_SHOWN} more, kept with the import.")
    if outcome.changed_nothing:
        click.echo("Nothing was changed: everything was there already.")


@imports.command()
@click.option("--code-field", help="The field with the ward's code.")
@click.option("--name-field", help="The field with the ward's name.")
@file_options
def wards(source: Source, code_field: str | None, name_field: str | None) -> None:
    """Import wards: polygons with a code and a name."""
    given = {"ward_code": code_field, "ward_name": name_field}
    named = {what: column for what, column in given.items() if column}
    run_import(import_wards, replace(source, fields={**source.fields, **named}))


@imports.command()
@file_options
def streets(source: Source) -> None:
    """Import streets: lines, or a table of names and positions.

    WHAT is one of usrn, street, locality, lat, lon, east, north.
    """
    run_import(import_streets, source)


@imports.command()
@file_options
def premises(source: Source) -> None:
    """Import premises: a table, or points.

    WHAT is one of uprn, address (or address=a+b+c), postcode, usrn, lat, lon, east, north.
    """
    run_import(import_premises, source)


@imports.command()
@click.option("--stream", default="", help="Whose rounds these are: refuse, recycling, garden ...")
@click.option(
    "--cycle",
    type=click.Choice(list(CYCLES.values())),
    default="weekly",
    help="How often they come, where the file does not say it.",
)
@click.option("--cycle-from", type=DAY, help="A date in week A of the cycle. Default: this week.")
@click.option("--from", "from_on", type=DAY, help="From which day premises are on these rounds.")
@file_options
def rounds(
    source: Source,
    stream: str,
    cycle: str,
    cycle_from: datetime | None,
    from_on: datetime | None,
) -> None:
    """Import rounds: polygons with a day, or the national rounds table.

    WHAT is one of round, day, week, squad; in a table uprn, service, schedule, round, round_sequence, container.
    """
    if not stream and not is_table(source.path):
        raise click.UsageError(
            "Say whose rounds these are with --stream, for example --stream refuse."
        )
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday())
    wanted = RoundsWanted(
        cycle_from=cycle_from.date() if cycle_from else monday,
        from_on=from_on.date() if from_on else today,
        stream=stream,
        cycle=cycle,
    )
    run_import(import_rounds, source, wanted=wanted)


@imports.command("bank-holidays")
@file_options
def bank_holidays(source: Source) -> None:
    """Import bank holidays: the JSON file of gov.uk, all divisions."""
    run_import(import_bank_holidays, source)


@imports.command()
@file_options
def calendar(source: Source) -> None:
    """Import a calendar: exceptions (on, action, to_on, ...), or every date of every round (round, date, bins).

    From dates the cycle is found and what does not fit it becomes an exception.
    """
    run_import(import_calendar, source)


@imports.command()
@click.option(
    "--system", default="", help="Whose numbers the reports carry. Default: the file's name."
)
@click.option(
    "--stream",
    "streams",
    multiple=True,
    metavar="WORD=STREAM",
    help="Which stream a word in the file means, for example S0441=refuse.",
)
@click.option(
    "--zone", default="", help="In which time zone its times are. Default: the council's."
)
@file_options
def reports(source: Source, system: str, streams: tuple[str, ...], zone: str) -> None:
    """Import reports: a table with an identifier, a time and a stream each.

    WHAT is one of external_id, made_at, stream, uprn, address, postcode, lat, lon, note, made_by.
    """
    try:
        zone_given = ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise click.UsageError(f"There is no time zone {zone}.") from unknown
    run_import(
        import_reports,
        source,
        wanted=ReportsWanted(system or source.name, _pairs(streams), zone_given),
    )
