"""Wards, streets and premises from files of every kind: read, refused and why, twice the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely import LineString, Point, Polygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.import_premises import import_premises, street_name_of
from server.actions.import_streets import import_streets
from server.actions.import_wards import import_wards
from server.actions.importing import Source
from server.db.places import Ward, put_wards
from tests.geo.files import write_geojson, write_layer

pytestmark = pytest.mark.db

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
WEST, EAST = box(-6.0, 54.5, -5.95, 54.6), box(-5.95, 54.5, -5.9, 54.6)


def csv(tmp_path: Path, text_: str, name: str = "t.csv") -> Path:
    (tmp_path / name).write_text(text_)
    return tmp_path / name


def test_wards_are_imported_with_guessed_fields_and_once(session: Session, tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "w.shp",
        "ESRI Shapefile",
        [
            ({"WD24CD": "N1", "WD24NM": "BEECH'S END"}, WEST),
            ({"WD24CD": "N2", "WD24NM": "Elm"}, EAST),
        ],
        "EPSG:29903",
    )
    first = import_wards(session, Source(path), NOW)
    again = import_wards(session, Source(path), NOW)
    assert (first.read, first.added, first.refused) == (2, 2, ())
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert again.changed_nothing
    names = session.execute(text("select name from ward order by code")).scalars().all()
    assert names == ["Beech's End", "Elm"]


def test_a_ward_of_several_features_becomes_one_and_a_line_is_none(
    session: Session, tmp_path: Path
) -> None:
    path = write_geojson(
        tmp_path / "w.geojson",
        [
            ({"code": "N1", "name": "Elm"}, WEST),
            ({"code": "N1", "name": "Elm"}, EAST),
            ({"code": "N3", "name": "Line"}, LineString([(0, 0), (1, 1)])),
            ({"code": None, "name": "No code"}, EAST),
            ({"code": "N5", "name": "Nowhere"}, None),
        ],
    )
    outcome = import_wards(session, Source(path), NOW)
    assert outcome.added == 1
    assert [(r.row, r.code) for r in outcome.refused] == [
        (3, "shape.wrong_kind"),
        (4, "field.missing"),
        (5, "shape.missing"),
    ]


def test_every_run_is_kept_with_what_it_refused(session: Session, tmp_path: Path) -> None:
    path = write_geojson(
        tmp_path / "w.geojson",
        [({"code": "N1", "name": "Elm"}, WEST), ({"code": "", "name": "x"}, EAST)],
    )
    import_wards(session, Source(path), NOW)
    row = session.execute(text("select kind, source, counts, refusals from import_run")).one()
    assert row.kind == "wards"
    assert row.source == "w.geojson"
    assert row.counts == {"read": 2, "added": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert row.refusals == {"rows": [[2, "field.missing", "There is no code."]], "cut": False}


def street_lines(tmp_path: Path) -> Path:
    return write_geojson(
        tmp_path / "s.geojson",
        [
            ({"usrn": 101, "name": "Elm Road"}, LineString([(-5.96, 54.55), (-5.95, 54.55)])),
            ({"usrn": 101, "name": "Elm Road"}, LineString([(-5.95, 54.55), (-5.94, 54.55)])),
            ({"usrn": "x", "name": "Bad number"}, LineString([(-5.95, 54.55), (-5.94, 54.55)])),
            ({"usrn": 103, "name": ""}, LineString([(-5.95, 54.55), (-5.94, 54.55)])),
        ],
    )


def test_street_sections_of_one_usrn_become_one_street(session: Session, tmp_path: Path) -> None:
    first = import_streets(session, Source(street_lines(tmp_path)), NOW)
    again = import_streets(session, Source(street_lines(tmp_path)), NOW)
    assert first.added == 1
    assert again.changed_nothing
    assert [r.code for r in first.refused] == ["field.unreadable", "field.missing"]
    parts = session.execute(text("select ST_NumGeometries(line) from street")).scalar_one()
    assert parts == 2


POINTS = "street,lon,lat\nPark Road,-5.99,54.55\nPark Road,-5.989,54.551\nPark Rd,-5.91,54.55\nElm Road,-5.95,54.55\n"


def test_namesakes_far_apart_are_two_streets_with_numbers_that_stay(
    session: Session, tmp_path: Path
) -> None:
    put_wards(session, [Ward("N1", "West", WEST), Ward("N2", "East", EAST)])
    path = csv(tmp_path, POINTS)
    import_streets(session, Source(path), NOW)
    first = session.execute(text("select usrn, name, locality from street order by 2, 3")).all()
    assert [(name, locality) for _, name, locality in first] == [
        ("Elm Road", ""),
        ("Park Rd", "East"),
        ("Park Road", ""),
    ]
    again = import_streets(session, Source(path), NOW)
    assert again.changed_nothing
    assert again.also["USRNs derived"] == 0


def test_a_later_file_of_lines_gives_its_line_to_the_street_that_was_only_named(
    session: Session, tmp_path: Path
) -> None:
    import_streets(session, Source(csv(tmp_path, POINTS)), NOW)
    lines = write_geojson(
        tmp_path / "l.geojson",
        [({"street": "ELM RD"}, LineString([(-5.951, 54.55), (-5.949, 54.55)]))],
    )
    outcome = import_streets(session, Source(lines), NOW)
    assert (outcome.added, outcome.changed) == (0, 1)
    import_streets(session, Source(csv(tmp_path, POINTS)), NOW)  # brings no line, takes none away
    row = session.execute(
        text("select name, line is null from street where name like 'Elm%'")
    ).one()
    assert tuple(row) == ("Elm Road", False)


PREMISES = (
    "UPRN,address1,address2,postcode,latitude,longitude\n"
    "1,Flat 2,12 Elm Road,bt71aa,54.55,-5.95\n"
    "2,,14 ELM RD,BT7 1AA,54.55,-5.951\n"
    "x3,,16 Elm Road,BT7 1AA,54.55,-5.95\n"
    "4,,,BT7 1AA,54.55,-5.95\n"
    "5,,18 Elm Road,BT7 1AA,north,-5.95\n"
    "2,,99 Oak Road,BT7 1AA,54.55,-5.951\n"
    "7,,Rose Cottage,BT7 1AB,,\n"
    "8,short row\n"
)


def test_premises_are_imported_their_streets_derived_and_bad_rows_refused(
    session: Session, tmp_path: Path
) -> None:
    path = csv(tmp_path, PREMISES)
    first = import_premises(session, Source(path), NOW)
    assert (first.read, first.added, first.also["streets added"]) == (8, 3, 1)
    assert [(r.row, r.code) for r in first.refused] == [
        (9, "row.broken"),
        (4, "field.unreadable"),
        (5, "field.missing"),
        (6, "field.unreadable"),
        (7, "row.repeated"),
    ]
    assert import_premises(session, Source(path), NOW).changed_nothing
    rows = session.execute(
        text("select address, house, postcode, usrn is null from premises order by uprn")
    ).all()
    assert [tuple(row) for row in rows] == [
        ("Flat 2, 12 Elm Road", "12 flat 2", "BT7 1AA", False),
        ("14 ELM RD", "14", "BT7 1AA", False),
        ("Rose Cottage", "Rose Cottage", "BT7 1AB", True),
    ]


def test_premises_in_metres_need_to_say_of_what(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path, "uprn,address,easting,northing\n1,12 Elm Road,333800,374000\n")
    outcome = import_premises(session, Source(path, crs="EPSG:29903"), NOW)
    assert outcome.added == 1
    point = session.execute(text("select ST_Y(point), ST_X(point) from premises")).one()
    assert tuple(point) == pytest.approx((54.597, -5.93), abs=0.01)


def test_points_of_a_map_file_are_premises_too(session: Session, tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "p.gpkg", "GPKG", [({"uprn": "1", "address": "12 Elm Road"}, Point(-5.9, 54.6))]
    )
    assert import_premises(session, Source(path), NOW).added == 1


def test_one_place_outside_the_council_is_refused_by_row(session: Session, tmp_path: Path) -> None:
    put_wards(session, [Ward("N1", "West", WEST)])
    rows = ["uprn,address,lat,lon", "1,1 Elm Road,54.55,-5.97", "2,2 Elm Road,54.55,-5.98"]
    rows += ["3,3 Elm Road,51.5,-0.1", "4,4 Elm Road,-5.97,54.55", "5,5 Elm Road,54.56,-5.97"]
    outcome = import_premises(session, Source(csv(tmp_path, "\n".join(rows))), NOW)
    assert outcome.added == 3
    assert [(r.row, r.code) for r in outcome.refused] == [
        (4, "place.outside_council"),
        (5, "place.swapped"),
    ]


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("701 F STREET NE", "F Street NE"),
        ("12 Elm Rd, Belfast", "Elm Road"),
        ("Flat 1, 2 St James Ave", "Saint James Avenue"),
        ("Rose Cottage", ""),
    ],
)
def test_the_street_of_an_address_is_named_as_it_is_written(address: str, street: str) -> None:
    assert street_name_of(address) == street


def test_a_premises_is_put_on_the_nearest_of_namesakes(session: Session, tmp_path: Path) -> None:
    polygon = Polygon([(-5.99, 54.5), (-5.99, 54.6), (-5.9, 54.6), (-5.9, 54.5)])
    put_wards(session, [Ward("N1", "All", polygon)])
    lines = write_geojson(
        tmp_path / "l.geojson",
        [
            ({"usrn": 1, "name": "Park Road"}, LineString([(-5.99, 54.55), (-5.985, 54.55)])),
            ({"usrn": 2, "name": "Park Road"}, LineString([(-5.91, 54.55), (-5.905, 54.55)])),
        ],
    )
    import_streets(session, Source(lines), NOW)
    rows = "uprn,address,lat,lon\n1,1 Park Rd,54.5501,-5.909\n2,1 Park Rd,54.5501,-5.987\n"
    import_premises(session, Source(csv(tmp_path, rows)), NOW)
    found = session.execute(text("select uprn, usrn from premises order by uprn")).all()
    assert [tuple(row) for row in found] == [("1", "2"), ("2", "1")]
