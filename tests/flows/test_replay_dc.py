"""A city's weeks replayed from the command line: its files, real devices over real HTTP, its reports judged as then."""

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from shapely import box
from sqlalchemy import create_engine, text

from server.cli.commands import main
from tests.conftest import SHARED
from tests.database import drop_database, make_database
from tests.geo.files import write_geojson

pytestmark = [pytest.mark.db, pytest.mark.slow]

REPORTS = (
    # number, service, when, address, id, lat, lon
    (
        "1",
        "S0441",
        "2016-07-12T09:00:00",
        "1 ELM STREET NE",
        "11",
        38.905,
        -77.015,
    ),  # Tue, its day is Mon
    ("2", "S0441", "2016-07-12T10:00:00", "1 ELM STREET NE", "11", 38.905, -77.015),  # again
    (
        "3",
        "S0441",
        "2016-07-11T08:00:00",
        "2 ELM STREET NE",
        "12",
        38.906,
        -77.014,
    ),  # the same morning
    ("4", "S0321", "2016-07-13T09:00:00", "1 OAK STREET NE", "21", 38.905, -76.995),  # wednesdays
    (
        "5",
        "S0476",
        "2016-07-15T09:00:00",
        "2 ELM STREET NE",
        "12",
        38.906,
        -77.014,
    ),  # four days after
    ("6", "S0441", "2016-07-12T11:00:00", "1-99 BLOCK OF ASH STREET NE", "99", 38.904, -77.013),
    ("7", "S0441", "2016-07-12T12:00:00", "9 FAR STREET NE", "31", 38.99, -77.10),  # on no round
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small city in the layout, without any outcome column in its reports."""
    west, east = box(-77.02, 38.90, -77.0, 38.91), box(-77.0, 38.90, -76.98, 38.91)
    city = box(-77.12, 38.80, -76.90, 39.0)
    write_geojson(tmp_path / "wards.geojson", [({"ward": 1, "name": "Ward 1"}, city)])
    trash = [
        ({"route": 1, "route_id": "1_1", "day": "Monday"}, west),
        ({"route": 2, "route_id": "2_25", "day": "Tuesday/Friday"}, east),
    ]
    write_geojson(tmp_path / "trash-routes.geojson", trash)
    recycling = [({"route": "R1_3", "day": "Wednesday"}, west.union(east))]
    write_geojson(tmp_path / "recycling-routes.geojson", recycling)
    premises = [
        ("11", "1 ELM STREET NE", 38.905, -77.015),
        ("12", "2 ELM STREET NE", 38.906, -77.014),
        ("21", "1 OAK STREET NE", 38.905, -76.995),
        ("31", "9 FAR STREET NE", 38.99, -77.10),
    ]
    rows = [(*p, "1", "20002") for p in premises]
    write_csv(tmp_path / "premises.csv", "mar_id,address,lat,lon,ward,zip", rows)
    write_csv(
        tmp_path / "reports.csv",
        "request_id,service_code,added,address,mar_id,lat,lon",
        REPORTS,
    )
    jobs = [
        ("a", "11", "2016-07-12", "10:04", "bulk-01", "nothing_out"),
        ("b", "21", "2016-07-12", "11:30", "bulk-01", "collected"),
        ("c", "12", "2016-07-13", "09:00", "bulk-02", "not_acceptable"),
        ("d", "12", "2016-07-13", "", "bulk-02", "collected"),
        ("e", "99", "2016-07-13", "09:30", "bulk-02", "collected"),
        ("f", "12", "2016-07-13", "09:40", "bulk-02", ""),
    ]
    header = "request_id,mar_id,visited_on,visited_at,crew,outcome"
    write_csv(tmp_path / "bulk-jobs.csv", header, jobs)
    return tmp_path


def write_csv(path: Path, header: str, rows: Any) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a deployment with an empty database of its own."""
    name = f"rb_replay_{os.getpid()}"
    url = make_database(name)
    yield {
        "DATABASE_URL": url,
        "ROUNDBOOK_SECRET_KEY": "t" * 32,
        "ROUNDBOOK_DATA_DIR": str(tmp_path / "data"),
    }
    drop_database(f"{name}_replay_dc")
    drop_database(name)


def run(home: dict[str, str], *args: str) -> Result:
    return CliRunner(env=home).invoke(main, ["replay-dc", *args])


def test_a_small_city_is_replayed_and_again_the_same(
    folder: Path, home: dict[str, str], tmp_path: Path
) -> None:
    tables = []
    for name in ("first.json", "second.json"):
        done = run(home, str(folder), "--json", str(tmp_path / name))
        assert done.exit_code == 0, done.output
        tables.append(json.loads((tmp_path / name).read_text()))
    assert tables[0] == tables[1]
    result = tables[0]
    assert result["reports"] == {
        "read": 7,
        "refused": 0,
        "filed": 7,
        "lost": 0,
        "doubled": 0,
        "at_premises_that_report_again": 1,
    }
    assert result["streams"]["refuse"] == {
        "reports": 5,
        "round_found": 4,
        "premises_found": 4,
        "day_found": 4,
    }
    assert result["premises"] == {"in_register": 6, "by_id": 6, "by_none": 1}
    assert result["verdicts"]["when_made"] == {
        "duplicate": 1,
        "not_on_service": 1,
        "too_early": 2,
        "too_late": 1,
        "unknown_premises": 1,
        "unverified": 1,
    }
    assert result["duplicates"]["found"] == 1
    assert result["agreement"] == {}  # nobody noted an outcome
    visits = result["visits"]
    assert (visits["jobs_read"], visits["visits"]) == (6, 3)
    assert visits["operations"] == {"accepted": 7}  # three visits, two shifts begun and ended
    assert sum(visits["jobs_without_visit"].values()) == 3


def test_the_devices_visits_are_in_the_replays_database_at_their_own_time(
    folder: Path, home: dict[str, str]
) -> None:
    assert run(home, str(folder)).exit_code == 0
    engine = create_engine(home["DATABASE_URL"].replace("?", "_replay_dc?"))
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "select uprn, outcome, reason, noted_at::text, clock_quality from visit order by noted_at"
            )
        ).all()
        devices = connection.execute(text("select count(*) from device")).scalar_one()
    engine.dispose()
    assert [(row.uprn, row.outcome, row.reason) for row in rows] == [
        ("11", "not_collected", "not_out"),
        ("21", "collected", None),
        ("12", "not_collected", "contaminated"),
    ]
    assert rows[0].noted_at.startswith("2016-07-12 14:04:00")  # 10:04 in Washington
    assert {row.clock_quality for row in rows} == {"anchored"}
    assert devices == 2


def test_nothing_is_done_to_the_database_it_was_given(folder: Path, home: dict[str, str]) -> None:
    assert run(home, str(folder)).exit_code == 0
    engine = create_engine(home["DATABASE_URL"])
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from premises")).scalar_one() == 0
    engine.dispose()


def test_here_uses_the_given_database_once_and_then_says_it_is_not_empty(
    folder: Path, home: dict[str, str]
) -> None:
    assert run(home, str(folder), "--here").exit_code == 0
    again = run(home, str(folder), "--here")
    assert again.exit_code == 1
    assert "scratch.not_empty" in again.output


def test_a_folder_without_jobs_is_replayed_without_devices(
    folder: Path, home: dict[str, str]
) -> None:
    (folder / "bulk-jobs.csv").unlink()
    done = run(home, str(folder))
    assert done.exit_code == 0, done.output
    assert "visits sent by devices: 0" in done.output


def test_another_folder_is_refused_by_what_it_lacks(home: dict[str, str], tmp_path: Path) -> None:
    done = run(home, str(tmp_path))
    assert done.exit_code == 1
    assert "wards.geojson, premises.csv, trash-routes.geojson" in done.output
    assert "replay.folder_incomplete" in done.output


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
def test_washingtons_two_weeks(home: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "dc.json"
    done = run(home, str(SHARED / "data/dc-missed-collections"), "--json", str(file))
    assert done.exit_code == 0, done.output
    result = json.loads(file.read_text())
    assert result["reports"]["filed"] == 878
    assert result["reports"]["lost"] == result["reports"]["doubled"] == 0
    trash, recycling = result["streams"]["refuse"], result["streams"]["recycling"]
    assert trash["round_found"] / trash["reports"] >= 0.97
    assert recycling["round_found"] / recycling["reports"] >= 0.99
    assert result["premises"]["by_id"] == result["premises"]["in_register"] == 860
    assert result["duplicates"]["found"] > 0
    assert sum(result["verdicts"]["when_made"].values()) == 878
    assert result["visits"]["visits"] == 306
    assert set(result["visits"]["operations"]) == {"accepted"}
