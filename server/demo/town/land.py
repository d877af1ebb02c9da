"""The lie of the land: a river, the town's edge, and the main streets that divide it. All in the plane, before bending.

Also the faces between main streets: some faces together make a ward, so wards end at main streets and at the river,
as real ones do, and tile the town without a gap.
"""

import math
from dataclasses import dataclass
from random import Random
from typing import cast

import numpy as np
from shapely import LineString, Point, Polygon, affinity, line_merge, segmentize, unary_union
from shapely.ops import polygonize, substring

from server.demo.sizes import Size
from server.demo.town.names import StreetKind

STEP_M = 12.0  # vertices are this close before the plane is bent


@dataclass(frozen=True, slots=True)
class MainStreet:
    """A main street as drawn: its line and what kind it is."""

    line: LineString
    kind: StreetKind


@dataclass(frozen=True, slots=True)
class Land:
    """What everything else is built on."""

    edge: Polygon  # of the council's area
    built_up: Polygon  # where streets are laid; beyond it fields
    river: LineString
    water: Polygon
    main_streets: tuple[MainStreet, ...]
    faces: tuple[
        Polygon, ...
    ]  # tile `edge`; bounded by main streets, the river's middle and the edge


def lay_land(size: Size, random: Random) -> Land:
    """Lay out the land of a town of this size."""
    edge = _edge(size, random)
    river = _river(size, random)
    water = river.buffer(size.river_width_m / 2).intersection(edge)
    main = _main_streets(size, river, random)
    built_up = _built_up(edge, main, size)
    dividing = [piece.line for piece in main if piece.kind is not StreetKind.EMBANKMENT]
    cuts = unary_union([*dividing, river, edge.exterior])
    faces = tuple(face for face in polygonize(cuts) if face.representative_point().within(edge))
    return Land(edge, built_up, river, cast(Polygon, water), tuple(_noded(main, edge)), faces)


def _built_up(edge: Polygon, main: list[MainStreet], size: Size) -> Polygon:
    """A town grows along its main streets: a core, with an arm along each way out."""
    core = affinity.scale(edge, 0.68, 0.68, origin=(0, 0))
    spokes = unary_union([piece.line for piece in main if piece.kind is StreetKind.MAIN])
    arms = spokes.buffer(0.17 * size.radius_m)
    reach = affinity.scale(edge, 0.86, 0.86, origin=(0, 0))
    return cast(Polygon, segmentize(core.union(arms).intersection(reach), STEP_M))


def _edge(size: Size, random: Random) -> Polygon:
    waves = [(k, random.uniform(0.02, 0.06), random.uniform(0, math.tau)) for k in (2, 3, 4, 5)]
    angles = np.arange(0, math.tau, STEP_M / size.radius_m)
    spread = np.ones_like(angles)
    for k, height, phase in waves:
        spread += height * np.cos(k * angles + phase)
    ring = (
        np.column_stack([np.cos(angles), np.sin(angles)]) * (size.radius_m * 1.17 * spread)[:, None]
    )
    return segmentize(Polygon(ring), STEP_M)


def _river(size: Size, random: Random) -> LineString:
    """From beyond the western edge to beyond the eastern one, a little south of the centre."""
    radius = size.radius_m
    east = np.arange(-1.35 * radius, 1.35 * radius, STEP_M)
    phase = random.uniform(-0.6, 0.6)
    swing = 0.10 * np.sin(east / radius * 3.1 + phase) + 0.04 * np.sin(
        east / radius * 7.3 + 2 * phase
    )
    swing -= 0.10 * np.sin(phase) + 0.04 * np.sin(2 * phase)  # no swing at the centre
    return LineString(np.column_stack([east, radius * (swing - 0.11)]))


def _main_streets(size: Size, river: LineString, random: Random) -> list[MainStreet]:
    radius = size.radius_m
    north, south = Point(0, 0.02 * radius), Point(0.02 * radius, -0.24 * radius)
    found = [MainStreet(segmentize(LineString([north, south]), STEP_M), StreetKind.MAIN)]
    found += [_spoke(north, heading, size, random) for heading in _headings(size, 10, 170, random)]
    found += [_spoke(south, heading, size, random) for heading in _headings(size, 200, 340, random)]
    found += [_ring(part * radius, random) for part in size.rings]
    bank = cast(LineString, river.offset_curve(size.river_width_m / 2 + 34))
    middle = bank.project(Point(0, 0))
    reach = 0.9 * size.rings[0] * radius
    found.append(
        MainStreet(
            cast(LineString, substring(bank, middle - reach, middle + reach)), StreetKind.EMBANKMENT
        )
    )
    return [MainStreet(segmentize(piece.line, STEP_M), piece.kind) for piece in found]


def _headings(size: Size, first: float, last: float, random: Random) -> list[float]:
    apart = (last - first) / (size.spokes - 1)
    return [
        first + number * apart + random.uniform(-0.12, 0.12) * apart
        for number in range(size.spokes)
    ]


def _spoke(start: Point, heading: float, size: Size, random: Random) -> MainStreet:
    """Out of the centre with a slow drift, as an old way that kept to the dry ground."""
    points = [(start.x, start.y)]
    drift = 0.0
    stride = size.radius_m / 14
    for _ in range(22):
        drift = 0.8 * drift + random.uniform(-6, 6)
        angle = math.radians(heading + drift)
        points.append(
            (points[-1][0] + stride * math.cos(angle), points[-1][1] + stride * math.sin(angle))
        )
    return MainStreet(smooth(LineString(points)), StreetKind.MAIN)


def _ring(radius_m: float, random: Random) -> MainStreet:
    waves = [(k, random.uniform(0.02, 0.06), random.uniform(0, math.tau)) for k in (2, 3)]
    angles = np.linspace(0, math.tau, 73)
    spread = radius_m * (1 + sum(h * np.cos(k * angles + phase) for k, h, phase in waves))
    return MainStreet(
        LineString(np.column_stack([np.cos(angles) * spread, np.sin(angles) * spread])),
        StreetKind.RING,
    )


def lanes(land: Land, size: Size, random: Random) -> list[LineString]:
    """Lanes that wander off the main streets into the country."""
    found = []
    country = land.edge.difference(land.built_up.buffer(30)).difference(land.water.buffer(30))
    for piece in land.main_streets:
        out = piece.line.intersection(country)
        if piece.kind is not StreetKind.MAIN or out.length < 0.1 * size.radius_m:
            continue
        for part in (random.uniform(0.25, 0.45), random.uniform(0.6, 0.85)):
            start = out.interpolate(part, normalized=True)
            away = math.degrees(math.atan2(start.y, start.x)) + random.choice(
                (-1, 1)
            ) * random.uniform(55, 100)
            lane = _spoke(start, away, size, random).line
            wander = substring(lane, 0, random.uniform(0.14, 0.34) * size.radius_m)
            inside = wander.intersection(country)
            if inside.geom_type == "LineString" and inside.length > 80:
                found.append(cast(LineString, inside))
    return found


def smooth(line: LineString) -> LineString:
    """Round a line's corners (Chaikin, twice); its ends stay."""
    points = np.asarray(line.coords)
    for _ in range(2):
        near = points[:-1] * 0.75 + points[1:] * 0.25
        far = points[:-1] * 0.25 + points[1:] * 0.75
        points = np.vstack([points[:1], np.column_stack([near, far]).reshape(-1, 2), points[-1:]])
    return LineString(points)


def _noded(main: list[MainStreet], edge: Polygon) -> list[MainStreet]:
    """Cut spokes and rings where they meet, so that each street ends at a junction; nothing leaves the edge."""
    spokes = unary_union([piece.line for piece in main if piece.kind is StreetKind.MAIN])
    rings = unary_union([piece.line for piece in main if piece.kind is StreetKind.RING])
    found = []
    for piece in main:
        across = {StreetKind.MAIN: rings, StreetKind.RING: spokes}.get(piece.kind)
        inside = piece.line.intersection(edge)
        cut = inside if across is None else inside.difference(across.buffer(0.001))
        merged = line_merge(cut) if cut.geom_type == "MultiLineString" else cut
        parts = getattr(merged, "geoms", [merged])
        found += [MainStreet(part, piece.kind) for part in parts if part.length > 25]
    return found
