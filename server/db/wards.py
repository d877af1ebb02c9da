"""Reads where the council is."""

from dataclasses import dataclass

from shapely import MultiPolygon, prepare
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.db.shapes import shape_of
from server.db.tables import CouncilRow, WardRow

MARGIN_DEG = 0.03  # two to three kilometres: a council's own places may stand just over its border


@dataclass(frozen=True, slots=True)
class WardArea:
    """A ward with its area."""

    code: str
    name: str
    area: MultiPolygon


def list_ward_areas(session: Session) -> list[WardArea]:
    """All wards with their areas, by code."""
    rows = session.execute(select(WardRow.code, WardRow.name, WardRow.area).order_by(WardRow.code))
    found = []
    for code, name, element in rows:
        area = shape_of(element)
        if isinstance(area, MultiPolygon):
            found.append(WardArea(code, name, area))
    return found


def find_reach(session: Session) -> BaseGeometry | None:
    """The hull of the council's area and wards with a margin; None when neither is known, so nothing is outside."""
    elements = [
        session.scalar(select(func.ST_Collect(WardRow.area))),
        session.scalar(select(CouncilRow.area)),
    ]
    shapes = [shape.convex_hull for e in elements if (shape := shape_of(e)) is not None]
    if not shapes:
        return None
    reach = shapes[0] if len(shapes) == 1 else shapes[0].union(shapes[1]).convex_hull
    reach = reach.buffer(MARGIN_DEG)
    prepare(reach)
    return reach
