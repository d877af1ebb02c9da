"""Files of map features: every format and CRS gives the same places; every wrong file a clear code."""

import json
from pathlib import Path

import pytest
from shapely import LineString, Point, Polygon

from geo.readers import UnreadableFileError, read_features
from geo.readers.shapes import area_of, lines_of, point_of
from tests.conftest import SHARED
from tests.geo.files import write_geojson, write_layer, zip_beside

SQUARE = Polygon([(-97.7, 30.2), (-97.7, 30.3), (-97.6, 30.3), (-97.6, 30.2)])
FEATURES = [({"name": "North"}, SQUARE), ({"name": "South"}, SQUARE.buffer(0.01))]
FORMATS = [
    ("a.gpkg", "GPKG", "EPSG:4326"),
    ("a.gpkg", "GPKG", "EPSG:2277"),  # feet
    ("a.fgb", "FlatGeobuf", "EPSG:3857"),
    ("a.shp", "ESRI Shapefile", "EPSG:2277"),
    ("a.geojson", "GeoJSON", "EPSG:4326"),
]


def code_of(path: Path, crs: str | None = None) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_features(path, crs=crs)
    return caught.value.code


@pytest.mark.parametrize(("name", "driver", "crs"), FORMATS)
def test_every_format_and_crs_gives_the_same_places(
    tmp_path: Path, name: str, driver: str, crs: str
) -> None:
    found = read_features(write_layer(tmp_path / name, driver, FEATURES, crs))
    assert [f.row for f in found.features] == [1, 2]
    shapes = {f.fields["name"]: f.geometry for f in found.features}
    assert set(shapes) == {"North", "South"}
    north = shapes["North"]
    assert north is not None
    assert north.normalize().equals_exact(SQUARE.normalize(), 1e-7)


def test_a_zipped_shapefile_is_read_in_place(tmp_path: Path) -> None:
    write_layer(tmp_path / "r.shp", "ESRI Shapefile", FEATURES, "EPSG:2277")
    found = read_features(zip_beside(tmp_path / "r.shp"))
    assert found.crs == "EPSG:2277"
    assert area_of(found.features[1].geometry) is not None


def test_the_given_crs_counts_more_than_the_files(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "irish.geojson", [({"n": 1}, Point(333_800, 374_000))])
    assert code_of(path) == "file.off_the_earth"
    where = read_features(path, crs="EPSG:29903").features[0].geometry
    assert where is not None
    assert (where.x, where.y) == pytest.approx((-5.93, 54.6), abs=0.01)  # type: ignore[attr-defined]  # a point


def test_shapes_come_two_dimensional_and_valid(tmp_path: Path) -> None:
    bow_tie = Polygon([(0, 0, 5), (1, 1, 5), (1, 0, 5), (0, 1, 5)])
    found = read_features(write_geojson(tmp_path / "b.geojson", [({}, bow_tie), ({}, None)]))
    shape = found.features[0].geometry
    assert shape is not None
    assert shape.is_valid
    assert not shape.has_z
    assert found.mended == 1
    assert found.features[1].geometry is None


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    assert code_of(tmp_path / "none.geojson") == "file.missing"


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "e.geojson").touch()
    assert code_of(tmp_path / "e.geojson") == "file.empty"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.geojson", b"{", "file.not_geometry"),
        ("a.geojson", b"[1, 2]", "file.not_geometry"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "file.no_features"),
        ("a.json", b'{"england": {"events": []}}', "file.not_geometry"),
        ("a.geojson", '{"type": "x", "n": "Größe"}'.encode("cp1252"), "file.wrong_encoding"),
        ("a.csv", b"a,b\n1,2\n", "file.not_geometry"),
        ("a.gpkg", b"not a database", "file.not_geometry"),
        ("a.shp", b"\0" * 200, "file.not_geometry"),
        ("a.zip", b"PK no zip", "file.broken_archive"),
        ("a.vrt", b"<OGRVRTDataSource/>", "file.not_geometry"),
        ("a.jpg", b"\xff\xd8\xff", "file.not_geometry"),
    ],
)
def test_what_is_no_map_file_says_so(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert code_of(tmp_path / name) == code


def test_a_file_larger_than_the_limit_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "big.geojson"
    with path.open("wb") as big:
        big.truncate(200 * 1024**2)
    with pytest.raises(UnreadableFileError) as caught:
        read_features(path)
    assert caught.value.code == "file.too_large"
    assert caught.value.details == {"file": "big.geojson", "megabytes": 200, "limit": 100}


def test_a_shapefile_without_a_crs_asks_for_one(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "n.shp", "ESRI Shapefile", FEATURES, "EPSG:2277")
    path.with_suffix(".prj").unlink()
    assert code_of(path) == "file.no_crs"
    assert code_of(path, crs="EPSG:nonsense") == "file.unknown_crs"
    assert len(read_features(path, crs="EPSG:2277").features) == 2


def test_a_geopackage_with_several_layers_asks_which(tmp_path: Path) -> None:
    write_layer(tmp_path / "two.gpkg", "GPKG", FEATURES, layer="north")
    write_layer(tmp_path / "two.gpkg", "GPKG", FEATURES, layer="south", append=True)
    assert code_of(tmp_path / "two.gpkg") == "file.several_layers"
    assert len(read_features(tmp_path / "two.gpkg", layer="south").features) == 2


def test_a_table_without_shapes_is_not_a_map(tmp_path: Path) -> None:
    content = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None}]}
    (tmp_path / "n.geojson").write_text(json.dumps(content))
    assert code_of(tmp_path / "n.geojson") in {"file.no_features", "file.not_geometry"}


def test_a_shape_is_narrowed_to_what_is_wanted() -> None:
    line = LineString([(0, 0), (1, 1)])
    mixed = SQUARE.union(line)
    assert area_of(line) is None
    assert lines_of(SQUARE) is None
    assert area_of(mixed) is not None
    assert lines_of(mixed) is not None
    assert point_of(None) is None
    inside = point_of(SQUARE)
    assert inside is not None
    assert SQUARE.contains(inside)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
def test_a_citys_zipped_shapefiles_in_feet_land_in_that_city() -> None:
    found = read_features(SHARED / "data/austin-routes/recycle_collection_routes.zip")
    assert len(found.features) == 182
    assert found.mended == 1
    for feature in found.features:
        assert feature.geometry is not None
        west, south, east, north = feature.geometry.bounds
        assert -98.2 < west <= east < -97.4
        assert 30.0 < south <= north < 30.7
