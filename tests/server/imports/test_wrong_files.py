"""The wrong file: a clear code, and not a row changed, whichever import it is given to."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shapely import box
from sqlalchemy.orm import Session

from server.actions.import_bank_holidays import import_bank_holidays
from server.actions.import_calendar import import_calendar
from server.actions.import_premises import import_premises
from server.actions.import_reports import import_reports
from server.actions.import_rounds import import_rounds
from server.actions.import_streets import import_streets
from server.actions.import_wards import import_wards
from server.actions.importing import Source
from server.actions.rounds_wanted import RoundsWanted
from server.core.imports import ImportOutcome
from server.core.problems import Problem
from server.db.places import Ward, put_wards
from tests.geo.files import write_geojson
from tests.server.imports.counting import counts

pytestmark = pytest.mark.db

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
Import = Callable[[Session, Source], ImportOutcome]


def wards(session: Session, source: Source) -> ImportOutcome:
    return import_wards(session, source, NOW)


def streets(session: Session, source: Source) -> ImportOutcome:
    return import_streets(session, source, NOW)


def premises(session: Session, source: Source) -> ImportOutcome:
    return import_premises(session, source, NOW)


def rounds(session: Session, source: Source) -> ImportOutcome:
    wanted = RoundsWanted(date(2026, 1, 5), date(2026, 1, 5), "refuse")
    return import_rounds(session, source, NOW, wanted)


def holidays(session: Session, source: Source) -> ImportOutcome:
    return import_bank_holidays(session, source, NOW)


def calendar(session: Session, source: Source) -> ImportOutcome:
    return import_calendar(session, source, NOW)


def reports(session: Session, source: Source) -> ImportOutcome:
    return import_reports(session, source, NOW)


def refused_whole(session: Session, run: Import, source: Source) -> Problem:
    """Runs the import, which must raise and change nothing; gives the problem."""
    before = counts(session)
    with pytest.raises(Problem) as caught, session.begin_nested():
        run(session, source)
    assert counts(session) == before
    assert caught.value.sentence  # every detail its sentence names is there
    return caught.value


EVERY = [wards, streets, premises, rounds, holidays, calendar, reports]
OF_MAPS = [wards, streets, premises, rounds]
OF_TABLES = [streets, premises, rounds, calendar, reports]


@pytest.mark.parametrize("run", EVERY)
def test_a_missing_file(session: Session, tmp_path: Path, run: Import) -> None:
    assert refused_whole(session, run, Source(tmp_path / "none.csv")).code == "file.missing"


@pytest.mark.parametrize("run", EVERY)
def test_an_empty_file(session: Session, tmp_path: Path, run: Import) -> None:
    for name in ("e.csv", "e.geojson"):
        (tmp_path / name).touch()
        assert refused_whole(session, run, Source(tmp_path / name)).code == "file.empty"


@pytest.mark.parametrize("run", EVERY)
def test_a_file_of_200_megabytes(session: Session, tmp_path: Path, run: Import) -> None:
    for name in ("big.csv", "big.geojson"):
        with (tmp_path / name).open("wb") as big:
            big.truncate(200 * 1024**2)
        problem = refused_whole(session, run, Source(tmp_path / name))
        assert problem.code == "file.too_large"
        assert "at most 100 MB" in problem.sentence


@pytest.mark.parametrize("run", OF_MAPS)
def test_a_picture_called_a_map(session: Session, tmp_path: Path, run: Import) -> None:
    (tmp_path / "p.geojson").write_bytes(b"\xff\xd8\xff\xe0 no map")
    problem = refused_whole(session, run, Source(tmp_path / "p.geojson"))
    assert problem.code in {"file.not_geometry", "file.wrong_encoding"}


@pytest.mark.parametrize("run", OF_TABLES)
def test_a_table_in_an_encoding_we_do_not_take(
    session: Session, tmp_path: Path, run: Import
) -> None:
    (tmp_path / "t.csv").write_bytes("uprn,street\n1,Größe\n".encode("utf-16"))
    problem = refused_whole(session, run, Source(tmp_path / "t.csv"))
    assert problem.code == "file.wrong_encoding"
    assert "UTF-8" in problem.sentence


@pytest.mark.parametrize("run", OF_TABLES)
def test_a_table_without_the_column_names_those_it_has(
    session: Session, tmp_path: Path, run: Import
) -> None:
    (tmp_path / "t.csv").write_text("colour,size\nred,1\n")
    problem = refused_whole(session, run, Source(tmp_path / "t.csv"))
    assert problem.code == "file.column_missing"
    assert "Its columns are: colour, size" in problem.sentence


@pytest.mark.parametrize("run", OF_MAPS)
def test_a_map_without_the_field_names_those_it_has(
    session: Session, tmp_path: Path, run: Import
) -> None:
    path = write_geojson(tmp_path / "m.geojson", [({"colour": "red"}, box(0, 0, 1, 1))])
    problem = refused_whole(session, run, Source(path))
    assert problem.code == "file.column_missing"
    assert "colour" in problem.sentence


def test_a_column_that_was_named_and_is_not_there(session: Session, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("uprn,address\n1,1 Elm Road\n")
    source = Source(tmp_path / "t.csv", {"uprn": "toid"})
    assert "uprn (toid)" in refused_whole(session, premises, source).sentence


@pytest.mark.parametrize("run", [streets, premises, rounds])
def test_a_map_of_another_council(session: Session, tmp_path: Path, run: Import) -> None:
    put_wards(session, [Ward("N1", "West", box(-6, 54.5, -5.9, 54.6))])
    fields = {"usrn": 1, "uprn": 1, "name": "A", "address": "1 A Road", "round": "A", "day": "Mon"}
    path = write_geojson(tmp_path / "m.geojson", [(fields, box(-1.1, 52.6, -1.0, 52.7))])
    problem = refused_whole(session, run, Source(path))
    assert problem.code == "import.outside_council"
    assert "1 of the 1 places" in problem.sentence


@pytest.mark.parametrize("run", OF_MAPS)
def test_metres_that_call_themselves_degrees(session: Session, tmp_path: Path, run: Import) -> None:
    path = write_geojson(tmp_path / "m.geojson", [({"id": 1}, box(333800, 374000, 333900, 374100))])
    assert refused_whole(session, run, Source(path)).code == "file.off_the_earth"


def test_a_file_of_which_every_row_is_refused(session: Session, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("uprn,address\nx,1 Elm Road\ny,2 Elm Road\n")
    problem = refused_whole(session, premises, Source(tmp_path / "t.csv"))
    assert problem.code == "import.nothing_usable"
    assert "All 2 rows" in problem.sentence
