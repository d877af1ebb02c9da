"""Reads GeoJSON, GeoPackage, Shapefile (also zipped) and FlatGeobuf, whatever their CRS, into EPSG:4326."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from geo.readers.errors import UnreadableFileError
from geo.readers.files import check_file, member_of_zip

SUFFIXES = (".geojson", ".json", ".gpkg", ".shp", ".fgb")
DRIVERS = {"GeoJSON", "GeoJSONSeq", "TopoJSON", "GPKG", "ESRI Shapefile", "FlatGeobuf"}
EPSG_4326 = CRS.from_epsg(4326)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature. `row` counts from 1 in the file; geometry is None where the file has none."""

    row: int
    fields: dict[str, Any]
    geometry: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class Features:
    """All features of a layer: the names of its fields, the CRS it was in, how many shapes had to be mended."""

    fields: tuple[str, ...]
    crs: str
    features: tuple[Feature, ...] = field(repr=False)
    mended: int = 0


def read_features(path: Path, crs: str | None = None, layer: str | None = None) -> Features:
    """Read every feature; shapes come two-dimensional, valid and in EPSG:4326 (x = longitude).

    crs: what the coordinates are in, when the file does not say or says wrong ("EPSG:29903").
    layer: which layer of a GeoPackage with several. Raises UnreadableFileError.
    """
    source = _source_of(path)
    meta, wkb, columns = _read_layer(path, source, layer)
    if not len(wkb):
        raise UnreadableFileError("file.no_features", file=path.name)
    shapes = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="fix"))
    given = crs or meta["crs"]
    shapes = _to_degrees(path, shapes, given)
    shapes, mended = _mend(shapes)
    names = tuple(str(name) for name in meta["fields"])
    features = tuple(
        Feature(at + 1, {n: plain(c[at]) for n, c in zip(names, columns, strict=True)}, shape)
        for at, shape in enumerate(shapes)
    )
    return Features(names, str(given), features, mended)


def plain(value: Any) -> Any:
    """A numpy value as a plain one: no NaN, no numpy types, whole floats as they are."""
    if value is None or (isinstance(value, float | np.floating) and np.isnan(value)):
        return None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[ms]").item()
    return value.item() if isinstance(value, np.generic) else value


def _source_of(path: Path) -> str:
    """What to hand to GDAL. Only the formats we name: others may point at further files or addresses."""
    check_file(path)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return f"/vsizip/{path.resolve()}/{member_of_zip(path, SUFFIXES)}"
    if suffix not in SUFFIXES:
        raise UnreadableFileError("file.not_geometry", file=path.name)
    if suffix in {".geojson", ".json"}:
        _check_json(path)
    return str(path)


def _check_json(path: Path) -> None:
    """GDAL takes bytes that are not UTF-8 and JSON that holds no shape without a word; we do not."""
    try:
        content = json.loads(path.read_bytes())
    except UnicodeDecodeError as wrong:
        raise UnreadableFileError("file.wrong_encoding", file=path.name, wanted="UTF-8") from wrong
    except (ValueError, RecursionError) as wrong:
        raise UnreadableFileError("file.not_geometry", file=path.name) from wrong
    if not isinstance(content, dict) or "type" not in content:
        raise UnreadableFileError("file.not_geometry", file=path.name)
    if content["type"] == "FeatureCollection" and not content.get("features"):
        raise UnreadableFileError("file.no_features", file=path.name)


def _read_layer(path: Path, source: str, layer: str | None) -> tuple[dict[str, Any], Any, Any]:
    try:
        chosen = layer or _only_layer(path, source)
        meta, _, wkb, columns = pyogrio.raw.read(source, layer=chosen)
    except (DataSourceError, DataLayerError) as wrong:
        raise UnreadableFileError("file.not_geometry", file=path.name) from wrong
    except UnicodeDecodeError as wrong:
        raise UnreadableFileError("file.wrong_encoding", file=path.name, wanted="UTF-8") from wrong
    if wkb is None:
        raise UnreadableFileError("file.not_geometry", file=path.name)
    return meta, wkb, columns


def _only_layer(path: Path, source: str) -> str:
    layers = [str(name) for name, kind in pyogrio.list_layers(source) if kind is not None]
    if not layers:
        raise UnreadableFileError("file.not_geometry", file=path.name)
    if len(layers) > 1:
        raise UnreadableFileError("file.several_layers", file=path.name, layers=", ".join(layers))
    if pyogrio.read_info(source, layer=layers[0]).get("driver", "GPKG") not in DRIVERS:
        raise UnreadableFileError("file.not_geometry", file=path.name)
    return layers[0]


def _to_degrees(path: Path, shapes: Any, crs: str | None) -> Any:
    if not crs:
        raise UnreadableFileError("file.no_crs", file=path.name)
    try:
        source = CRS.from_user_input(crs)
    except CRSError as unknown:
        raise UnreadableFileError("file.unknown_crs", file=path.name, crs=crs) from unknown
    if not source.equals(EPSG_4326, ignore_axis_order=True):
        shapes = _transform(shapes, Transformer.from_crs(source, EPSG_4326, always_xy=True))
    west, south, east, north = shapely.total_bounds(shapes)
    if np.isnan(west):
        raise UnreadableFileError("file.no_features", file=path.name)
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise UnreadableFileError("file.off_the_earth", file=path.name, crs=crs)
    return shapes


def _transform(shapes: Any, change: Transformer) -> Any:
    def to_degrees(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(change.transform(points[:, 0], points[:, 1]))

    return shapely.transform(shapes, to_degrees)


def _mend(shapes: Any) -> tuple[Any, int]:
    """Make every shape valid; gives how many were not."""
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    if broken.any():
        shapes[broken] = shapely.make_valid(shapes[broken])
    return shapes, int(broken.sum())
