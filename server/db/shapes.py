"""Shapely geometries to and from what PostGIS columns take: EPSG:4326, lines and areas always in their Multi form."""

from geoalchemy2 import WKBElement
from geoalchemy2.shape import to_shape
from shapely import (
    LineString,
    MultiLineString,
    MultiPolygon,
    Point,
    Polygon,
    set_srid,
    to_wkb,
)
from shapely.geometry.base import BaseGeometry

SRID = 4326

Lines = LineString | MultiLineString
Area = Polygon | MultiPolygon


def line_hex(line: Lines | None) -> str | None:
    """A street's line as hex EWKB, None for none."""
    if line is None:
        return None
    return _hex(line if isinstance(line, MultiLineString) else MultiLineString([line]))


def area_hex(area: Area | None) -> str | None:
    """An area as hex EWKB, None for none."""
    if area is None:
        return None
    return _hex(area if isinstance(area, MultiPolygon) else MultiPolygon([area]))


def point_hex(lat: float | None, lon: float | None) -> str | None:
    """A point as hex EWKB; None when either number is missing."""
    if lat is None or lon is None:
        return None
    return _hex(Point(lon, lat))


def shape_of(element: WKBElement | None) -> BaseGeometry | None:
    """The shapely geometry of a column's value."""
    return None if element is None else to_shape(element)


def _hex(geometry: BaseGeometry) -> str:
    return str(to_wkb(set_srid(geometry, SRID), hex=True, include_srid=True))
