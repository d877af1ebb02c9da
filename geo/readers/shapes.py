"""Narrows whatever shape a file holds to the kind that is wanted: an area, lines, or a point. Pure."""

from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, force_2d
from shapely.geometry.base import BaseGeometry


def area_of(shape: BaseGeometry | None) -> MultiPolygon | None:
    """The polygons of a shape as one MultiPolygon; None when it has none."""
    found = [part for part in _parts(shape) if isinstance(part, Polygon) and part.area > 0]
    return MultiPolygon(found) if found else None


def lines_of(shape: BaseGeometry | None) -> MultiLineString | None:
    """The lines of a shape as one MultiLineString; None when it has none."""
    found = [part for part in _parts(shape) if isinstance(part, LineString) and part.length > 0]
    return MultiLineString(found) if found else None


def point_of(shape: BaseGeometry | None) -> Point | None:
    """A point that stands for the shape: itself, or a point inside it."""
    if shape is None or shape.is_empty:
        return None
    return shape if isinstance(shape, Point) else shape.representative_point()


def _parts(shape: BaseGeometry | None) -> list[BaseGeometry]:
    if shape is None or shape.is_empty:
        return []
    if hasattr(shape, "geoms"):
        return [leaf for part in shape.geoms for leaf in _parts(part)]
    return [force_2d(shape)]
