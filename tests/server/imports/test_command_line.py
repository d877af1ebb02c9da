"""The import command as a person uses it: what it says, how it ends, and that a wrong file leaves no trace."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from shapely import box
from sqlalchemy import create_engine, text

from server.cli.commands import main
from tests.database import drop_database, make_database
from tests.geo.files import write_geojson

pytestmark = pytest.mark.db


@pytest.fixture
def home(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a deployment with an empty database of its own."""
    name = f"rb_import_{os.getpid()}"
    yield {
        "DATABASE_URL": make_database(name),
        "ROUNDBOOK_SECRET_KEY": "t" * 32,
        "ROUNDBOOK_DATA_DIR": str(tmp_path / "data"),
    }
    drop_database(name)


def run(home: dict[str, str], *args: object) -> Result:
    return CliRunner(env=home).invoke(main, ["import", *[str(arg) for arg in args]])


def count(home: dict[str, str], table: str) -> int:
    engine = create_engine(home["DATABASE_URL"])
    with engine.connect() as connection:
        found: int = connection.execute(text(f"select count(*) from {table}")).scalar_one()  # noqa: S608 - a test's own word
    engine.dispose()
    return found


def test_an_import_says_what_it_did_and_a_second_that_nothing_changed(
    home: dict[str, str], tmp_path: Path
) -> None:
    area = box(-6.0, 54.5, -5.9, 54.6)
    features = [({"a": "N1", "b": "Elm"}, area), ({"a": "", "b": "Oak"}, area)]
    path = write_geojson(tmp_path / "w.geojson", features)
    args = ("wards", path, "--code-field", "a", "--name-field", "b")
    first, again = run(home, *args), run(home, *args)
    assert first.exit_code == 0, first.output
    assert (
        "wards from w.geojson: 2 read, 1 added, 0 changed, 0 as they were, 1 refused."
        in first.output
    )
    assert "row 2: There is no a. [field.missing]" in first.output
    assert "Nothing was changed: everything was there already." in again.output
    assert count(home, "ward") == 1


def test_a_wrong_file_ends_with_its_code_and_leaves_no_trace(
    home: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "p.csv").write_text(
        "uprn,address,lat,lon\n1,1 Elm Road,54.55,-5.95\n2,2 Elm,51,0\n3,3 Elm,51,0\n"
    )
    runs_before = count(home, "import_run")
    write_geojson(
        tmp_path / "w.geojson", [({"code": "N9", "name": "x"}, box(-6, 54.5, -5.9, 54.6))]
    )
    assert run(home, "wards", tmp_path / "w.geojson").exit_code == 0
    done = run(home, "premises", tmp_path / "p.csv")
    assert done.exit_code == 1
    assert "2 of the 3 places in p.csv lie outside the council's area." in done.output
    assert "[import.outside_council]" in done.output
    assert count(home, "premises") == 0
    assert count(home, "import_run") == runs_before + 1  # only the wards


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("streets", "none.geojson"), "There is no file none.geojson."),
        (("premises", "x.csv", "--field", "uprn"), "Give --field as WHAT=COLUMN"),
        (("rounds", "x.geojson"), "Say whose rounds these are with --stream"),
        (("reports", "x.csv", "--zone", "Mars/Base"), "There is no time zone Mars/Base."),
    ],
)
def test_a_wrong_call_says_what_to_do(
    home: dict[str, str], args: tuple[str, ...], words: str
) -> None:
    done = run(home, *args)
    assert done.exit_code != 0
    assert words in " ".join(done.output.split())


def test_reports_are_imported_once_and_judged(home: dict[str, str], tmp_path: Path) -> None:
    wards = [({"code": "N1", "name": "Elm"}, box(-6.0, 54.5, -5.9, 54.6))]
    run(home, "wards", write_geojson(tmp_path / "w.geojson", wards))
    (tmp_path / "p.csv").write_text("uprn,address,lat,lon\n1,1 Elm Road,54.55,-5.95\n")
    run(home, "premises", tmp_path / "p.csv")
    rounds = [({"round": "A", "day": "Monday"}, box(-6.0, 54.5, -5.9, 54.6))]
    path = write_geojson(tmp_path / "r.geojson", rounds)
    run(home, "rounds", path, "--stream", "refuse", "--from", "2024-01-01")
    (tmp_path / "m.csv").write_text(
        "reference,created,service,uprn,address\n"
        "A1,2024-11-05T09:00,Refuse,1,\n"
        "A2,2024-11-05T10:00,Refuse,,1 Elm Rd\n"
        "A3,2999-01-01T10:00,Refuse,1,\n"
        "A4,yesterday,Refuse,1,\n"
        "A5,2024-11-05T10:00,Hedges,1,\n"
    )
    first = run(home, "reports", tmp_path / "m.csv", "--system", "crm")
    assert first.exit_code == 0, first.output
    assert "5 read, 2 added, 0 changed, 0 as they were, 3 refused" in first.output
    assert "2 as they were" in run(home, "reports", tmp_path / "m.csv", "--system", "crm").output
    assert count(home, "report") == 2
    assert count(home, "verdict") >= 2
