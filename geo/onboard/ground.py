"""The streets laid out on one plane and cut into cells, so that asking what is near a place costs little. Pure.

Built once for a round, asked for every few metres of a track: on the phone while it drives, on the server afterwards.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from geo.onboard.lines import Footing, Line7
from geo.onboard.plane import Plane, PointM, make_plane

CELL_M = 64.0

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of a street. `walked_m`: how much of the street lies before it."""

    usrn: str
    start: PointM
    end: PointM
    walked_m: float
    length_m: float


@dataclass(frozen=True, slots=True)
class Ground:
    """All streets in metres. A place knows every segment within `reach_m` of it from its cell alone."""

    plane: Plane
    reach_m: float
    lengths_m: Mapping[str, float]
    cells: Mapping[Cell, tuple[Segment, ...]]

    def find_footings(self, place: PointM) -> dict[str, Footing]:
        """Each street within reach of the place: how far off, and how far along it the nearest point lies."""
        found: dict[str, Footing] = {}
        for segment in self.cells.get(_cell_of(place), ()):
            footing = _find_footing(place, segment)
            best = found.get(segment.usrn)
            if footing.off_m <= self.reach_m and (best is None or footing.off_m < best.off_m):
                found[segment.usrn] = footing
        return found


def lay_ground(lines: Iterable[tuple[str, Line7]], reach_m: float) -> Ground:
    """Lay the streets out. One without a line has no length and is never near."""
    given = list(lines)
    first = next((point for _, line in given for part in line for point in part), (0, 0))
    plane = make_plane(first)
    lengths: dict[str, float] = {}
    cells: dict[Cell, list[Segment]] = {}
    for usrn, line in given:
        lengths[usrn] = 0.0
        for segment in _cut(usrn, line, plane):
            lengths[usrn] = segment.walked_m + segment.length_m
            for cell in _cells_near(segment, reach_m):
                cells.setdefault(cell, []).append(segment)
    return Ground(plane, reach_m, lengths, {cell: tuple(near) for cell, near in cells.items()})


def _cut(usrn: str, line: Line7, plane: Plane) -> Iterator[Segment]:
    walked_m = 0.0
    for part in line:
        points = [plane.flatten(point) for point in part]
        for start, end in itertools.pairwise(points):
            length_m = math.dist(start, end)
            if length_m > 0:
                yield Segment(usrn, start, end, walked_m, length_m)
                walked_m += length_m


def _cells_near(segment: Segment, reach_m: float) -> Iterator[Cell]:
    (x1, y1), (x2, y2) = segment.start, segment.end
    west, south = _cell_of((min(x1, x2) - reach_m, min(y1, y2) - reach_m))
    east, north = _cell_of((max(x1, x2) + reach_m, max(y1, y2) + reach_m))
    return itertools.product(range(west, east + 1), range(south, north + 1))


def _cell_of(place: PointM) -> Cell:
    return math.floor(place[0] / CELL_M), math.floor(place[1] / CELL_M)


def _find_footing(place: PointM, segment: Segment) -> Footing:
    (x, y), (x1, y1), (x2, y2) = place, segment.start, segment.end
    dx, dy, length_m = x2 - x1, y2 - y1, segment.length_m
    share = ((x - x1) * dx + (y - y1) * dy) / (length_m * length_m)
    share = 0.0 if share < 0 else min(1.0, share)
    off_m = math.hypot(x1 + share * dx - x, y1 + share * dy - y)
    return Footing(off_m, segment.walked_m + share * length_m)
