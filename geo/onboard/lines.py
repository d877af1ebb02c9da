"""How far a position is from a street's line, and where on the line its nearest point lies. Pure."""

import itertools
import math
from dataclasses import dataclass

from geo.onboard.plane import Plane, PointM, Position7, make_plane

Line7 = tuple[tuple[Position7, ...], ...]  # a street's line: parts of positions


@dataclass(frozen=True, slots=True)
class Footing:
    """Where a position meets a line: how far off (m) and how far along its parts laid end to end (m)."""

    off_m: float
    along_m: float


def distance_to_line_m(position: Position7, line: Line7) -> float:
    """Metres from the position to the nearest point of the line; infinity when the line has no point."""
    return find_footing(position, line).off_m


def find_footing(position: Position7, line: Line7) -> Footing:
    """The nearest point of the line. A part of one position counts as that point."""
    plane = make_plane(position)
    best = Footing(math.inf, 0.0)
    walked_m = 0.0
    for part in line:
        points = [plane.flatten(point) for point in part]
        if len(points) == 1:
            best = _nearer(best, Footing(math.hypot(*points[0]), walked_m))
        for start, end in itertools.pairwise(points):
            off_m, share = _from_origin_to_segment(start, end)
            length_m = math.dist(start, end)
            best = _nearer(best, Footing(off_m, walked_m + share * length_m))
            walked_m += length_m
    return best


def length_m(line: Line7, plane: Plane) -> float:
    """The length of all parts, in metres on the plane given."""
    return sum(
        math.dist(plane.flatten(start), plane.flatten(end))
        for part in line
        for start, end in itertools.pairwise(part)
    )


def _nearer(best: Footing, other: Footing) -> Footing:
    return other if other.off_m < best.off_m else best


def _from_origin_to_segment(start: PointM, end: PointM) -> tuple[float, float]:
    """Distance from (0, 0) to the segment, and the share of the segment at the nearest point (0 to 1)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    squared = dx * dx + dy * dy
    share = 0.0
    if squared > 0:
        share = min(1.0, max(0.0, -(start[0] * dx + start[1] * dy) / squared))
    return math.hypot(start[0] + share * dx, start[1] + share * dy), share
