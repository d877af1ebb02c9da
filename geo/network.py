"""The streets as a spatial index: which is nearest, where on it, and what a track covered. Pure; metres throughout."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point, STRtree
from shapely.geometry.base import BaseGeometry

M_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Snap:
    """Where a position is on the network: the street, how far off it, the nearest point on it."""

    usrn: str
    off_m: float
    lat: float
    lon: float


class Plane:
    """Degrees to metres around one place: right to a few parts in a thousand over a city."""

    def __init__(self, lat: float, lon: float) -> None:
        self.lat, self.lon = lat, lon
        self.scale = (M_PER_DEGREE * math.cos(math.radians(lat)), M_PER_DEGREE)

    def flatten(self, shape: BaseGeometry) -> BaseGeometry:
        """The shape in metres, x to the east and y to the north."""
        return shapely.transform(shape, lambda xy: (xy - (self.lon, self.lat)) * self.scale)

    def point(self, lat: float, lon: float) -> Point:
        """A position in metres."""
        return Point((lon - self.lon) * self.scale[0], (lat - self.lat) * self.scale[1])

    def degrees(self, point: Point) -> tuple[float, float]:
        """Latitude and longitude of a point in metres."""
        return point.y / self.scale[1] + self.lat, point.x / self.scale[0] + self.lon


class StreetNetwork:
    """All streets with a line. Build it once, ask it often."""

    def __init__(self, lines: Mapping[str, LineString | MultiLineString]) -> None:
        """`lines`: USRN -> line in EPSG:4326."""
        west, south, east, north = (
            shapely.total_bounds(list(lines.values())) if lines else (0.0, 0.0, 0.0, 0.0)
        )
        self.plane = Plane((south + north) / 2, (west + east) / 2)
        self.usrns = list(lines)
        self.flat = [self.plane.flatten(line) for line in lines.values()]
        self.tree = STRtree(self.flat)

    def nearest(self, lat: float, lon: float, within_m: float = 100.0) -> Snap | None:
        """The nearest street within reach, None when there is none."""
        found = self.near(lat, lon, within_m)
        return found[0] if found else None

    def near(self, lat: float, lon: float, within_m: float) -> list[Snap]:
        """All streets within reach, nearest first."""
        point = self.plane.point(lat, lon)
        places = self.tree.query(point, predicate="dwithin", distance=within_m)
        found = [self._snap(int(place), point) for place in places]
        return sorted(found, key=lambda snap: (snap.off_m, snap.usrn))

    def covered(
        self, track: Sequence[tuple[float, float]], within_m: float = 20.0
    ) -> dict[str, float]:
        """What share (0 to 1) of each street a track of (lat, lon) passed within reach of, where it is any."""
        if not track:
            return {}
        flat = [self.plane.point(lat, lon) for lat, lon in track]
        path = LineString(flat) if len(flat) > 1 else flat[0]
        swept = path.buffer(within_m)
        shares = {
            self.usrns[int(place)]: self._share(int(place), swept)
            for place in self.tree.query(swept, predicate="intersects")
        }
        return {usrn: share for usrn, share in shares.items() if share > 0}

    def _snap(self, place: int, point: Point) -> Snap:
        line = self.flat[place]
        foot = line.interpolate(line.project(point)) if isinstance(line, LineString) else None
        if foot is None:
            foot = shapely.shortest_line(line, point).interpolate(0)
        lat, lon = self.plane.degrees(foot)
        return Snap(self.usrns[place], float(line.distance(point)), lat, lon)

    def _share(self, place: int, swept: BaseGeometry) -> float:
        line = self.flat[place]
        return round(line.intersection(swept).length / line.length, 4) if line.length else 0.0


def group_by_gap(shapes: Sequence[BaseGeometry], gap_m: float) -> list[list[int]]:
    """Which shapes belong together: those that a chain of gaps no wider than `gap_m` joins. Gives their places."""
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(list(shapes))
    plane = Plane((south + north) / 2, (west + east) / 2)
    flat = [plane.flatten(shape) for shape in shapes]
    pairs = STRtree(flat).query(flat, predicate="dwithin", distance=gap_m)
    return _connected(len(shapes), np.asarray(pairs).T.tolist())


def _connected(count: int, pairs: Iterable[Sequence[int]]) -> list[list[int]]:
    leader = list(range(count))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for one, other in pairs:
        first, second = sorted((lead(one), lead(other)))
        leader[second] = first
    groups: dict[int, list[int]] = {}
    for place in range(count):
        groups.setdefault(lead(place), []).append(place)
    return list(groups.values())
