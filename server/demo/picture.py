"""Draws a demo town as SVG, to be looked at: land, water, greens, wards, streets by kind, entries, front doors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from server.demo.town.town import Town

STREET_LOOKS = {
    "centre": ("#ffffff", 7.0),
    "terrace": ("#ffffff", 6.0),
    "suburb": ("#ffffff", 6.0),
    "estate": ("#ffffff", 5.5),
}
WIDTH_PX = 1800


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees to pixels, north up. `squeeze`: how much narrower a degree of longitude is here."""

    west: float
    north: float
    per_degree: float
    squeeze: float

    def path(self, geometry: BaseGeometry, *, closed: bool = False) -> str:
        parts = []
        for part in _simple_parts(geometry):
            points = shapely.get_coordinates(part)
            steps = " ".join(
                f"{(x - self.west) * self.squeeze * self.per_degree:.1f},{(self.north - y) * self.per_degree:.1f}"
                for x, y in points.tolist()
            )
            parts.append(f"M{steps}{'Z' if closed else ''}")
        return "".join(parts)


def draw_town(town: Town) -> str:
    """The SVG of a town."""
    west, south, east, north = town.backdrop.edge.bounds
    squeeze = 0.5785  # the cosine of the latitude
    per_degree = WIDTH_PX / ((east - west) * squeeze)
    frame = _Frame(west, north, per_degree, squeeze)
    height = (north - south) * per_degree
    body = "\n".join(_layers(town, frame, per_degree / 111_320))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height:.0f}" '
        f'width="{WIDTH_PX}" height="{height:.0f}"><rect width="100%" height="100%" fill="#f4f1ea"/>\n{body}\n</svg>\n'
    )


def _layers(town: Town, frame: _Frame, px_per_m: float) -> Iterator[str]:
    back = town.backdrop
    yield _shape(frame, back.edge, fill="#e3ead2")
    yield from (_shape(frame, green, fill="#c5deb0") for green in back.greens)
    yield _shape(frame, back.water, fill="#9cc4de")
    yield _lines(frame, (entry.line for entry in town.entries), "#b98f8f", 2.0 * px_per_m)
    looks = {sketch.usrn: STREET_LOOKS[sketch.style] for sketch in town.sketches}
    lines = [(street, looks[street.usrn]) for street in town.streets]
    yield _lines(frame, (street.line for street, _ in lines), "#b9b3a6", 9.5 * px_per_m)
    yield _lines(frame, (street.line for street, _ in lines), "#ffffff", 7.0 * px_per_m)
    main = [s.line for s in town.streets if s.line is not None and s.line.length > 0.004]
    yield _lines(frame, main, "#f3d27a", 8.0 * px_per_m)
    yield _doors(town, frame, max(1.2, 4.5 * px_per_m))
    yield _lines(frame, (ward.area.boundary for ward in town.wards), "#7a3e9d", 1.5, "6 5")


def _lines(
    frame: _Frame,
    lines: Iterable[BaseGeometry | None],
    colour: str,
    width_px: float,
    dashes: str = "",
) -> str:
    steps = "".join(frame.path(line) for line in lines if line is not None)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{steps}" fill="none" stroke="{colour}" stroke-width="{width_px:.2f}" '
        f'stroke-linecap="round" stroke-linejoin="round"{dashed}/>'
    )


def _shape(frame: _Frame, geometry: BaseGeometry, fill: str) -> str:
    return f'<path d="{frame.path(geometry, closed=True)}" fill="{fill}"/>'


def _doors(town: Town, frame: _Frame, size_px: float) -> str:
    half = size_px / 2
    steps = []
    for place in town.premises:
        if place.lon is None or place.lat is None:
            continue
        x = (place.lon - frame.west) * frame.squeeze * frame.per_degree - half
        y = (frame.north - place.lat) * frame.per_degree - half
        steps.append(f"M{x:.1f},{y:.1f}h{size_px:.1f}v{size_px:.1f}h-{size_px:.1f}z")
    return f'<path d="{"".join(steps)}" fill="#8c7b6b"/>'


def _simple_parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    if isinstance(geometry, shapely.Polygon):
        yield geometry.exterior
        yield from geometry.interiors
    elif hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _simple_parts(part)
    else:
        yield geometry
