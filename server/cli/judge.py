"""python -m server judge FILE...: try scenarios, a waste manager's way to try a policy. Needs no database."""

from datetime import date
from pathlib import Path

import click
import holidays
import yaml

from server.core.scenario.trying import name_of, try_scenario

SUBDIVISIONS = {"england-and-wales": "ENG", "northern-ireland": "NIR", "scotland": "SCT"}


def bank_holidays(division: str, first_year: int, last_year: int) -> frozenset[date]:
    """The bank holidays of a gov.uk division; none for a division we do not know."""
    subdivision = SUBDIVISIONS.get(division)
    if subdivision is None:
        return frozenset()
    years = range(first_year, last_year + 1)
    return frozenset(holidays.country_holidays("GB", subdiv=subdivision, years=years))


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def judge(files: tuple[Path, ...]) -> None:
    """Judge the scenarios in FILES and compare with what they expect. Exits 1 when any differs."""
    passed = failed = 0
    for file in files:
        for raw in _documents(file):
            found = try_scenario(raw, bank_holidays)
            click.echo(
                f"differs {name_of(raw)}: {'; '.join(found)}" if found else f"ok {name_of(raw)}"
            )
            passed, failed = passed + (not found), failed + bool(found)
    click.echo(f"{passed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


def _documents(file: Path) -> list[object]:
    try:
        text = file.read_text(encoding="utf-8")
        return [d for d in yaml.safe_load_all(text) if d is not None]
    except (OSError, UnicodeDecodeError) as wrong:
        raise click.ClickException(f"{file.name} cannot be read: {wrong}") from wrong
    except yaml.YAMLError as wrong:
        raise click.ClickException(f"{file.name} is not YAML: {wrong}") from wrong
