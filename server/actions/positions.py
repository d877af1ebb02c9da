"""Reads a position out of a table's row: degrees, or metres of a named coordinate system. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely import Point

from server.actions.import_fields import field_for
from server.actions.importing import Source
from server.core.imports import Refusal, refuse
from server.core.problems import Problem


@dataclass(frozen=True, slots=True)
class PositionFields:
    """Which columns hold the position, and how to turn it into degrees (None: they are degrees)."""

    x: str | None
    y: str | None
    change: Transformer | None = None

    @classmethod
    def find(cls, columns: Sequence[str], source: Source) -> "PositionFields":
        """Longitude and latitude if there are any, else easting and northing, which need source.crs."""
        lon, lat = (field_for(what, columns, source.fields) for what in ("lon", "lat"))
        if lon and lat and source.crs is None:
            return cls(lon, lat)
        east, north = (field_for(what, columns, source.fields) for what in ("east", "north"))
        if not (east and north):
            return cls(lon, lat)
        return cls(east, north, _to_degrees(source))


def position_of(
    row: int, values: Mapping[str, str], places: PositionFields
) -> Point | Refusal | None:
    """The position of a row: None when it has none, a refusal when it cannot be read or is 0, 0."""
    x_text, y_text = values.get(places.x or "", ""), values.get(places.y or "", "")
    if not x_text and not y_text:
        return None
    try:
        x, y = float(x_text), float(y_text)
    except ValueError:
        return refuse(row, "field.unreadable", field="position", value=f"{y_text}, {x_text}")
    if x == 0 and y == 0:
        return refuse(row, "field.unreadable", field="position", value="0, 0")
    if places.change is not None:
        x, y = places.change.transform(x, y)
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        return refuse(row, "field.unreadable", field="position", value=f"{y_text}, {x_text}")
    return Point(x, y)


def _to_degrees(source: Source) -> Transformer:
    if source.crs is None:
        raise Problem("file.no_crs", file=source.name)
    try:
        given = CRS.from_user_input(source.crs)
    except CRSError as unknown:
        raise Problem("file.unknown_crs", file=source.name, crs=source.crs) from unknown
    return Transformer.from_crs(given, CRS.from_epsg(4326), always_xy=True)
