"""Streets as the map's geometry: ribbons of triangles, where a name fits, which street a finger means. Pure: no Kivy.

A ribbon's corners carry the direction in which they stand out from the street's line; how far is the card's affair, in
pixels, so that nothing is computed anew when the map is moved or made larger.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crew_app.screens.widgets.map_view import MapView, Pair

SHARPEST = 2.5  # a corner stands out at most this many half widths


@dataclass(frozen=True, slots=True)
class Corner:
    """One corner of a ribbon: place (metres), the way it stands out, and how far along the street it lies (metres).

    side: 1 on the left, -1 on the right, so that the card can smooth the edges.
    """

    place: Pair
    out: Pair
    side: float
    along_m: float


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where a street's name may stand: the middle of its longest part, its direction, the length there (metres)."""

    middle: Pair
    turn_deg: float
    length_m: float


def make_ribbon(line: Sequence[Pair]) -> list[Corner]:
    """The corners of a line, left and right in turn: each four in a row make two triangles."""
    points = [*line[:1], *(b for a, b in itertools.pairwise(line) if a != b)]
    if len(points) < 2:
        return []
    ways = [_way(a, b) for a, b in itertools.pairwise(points)]
    corners: list[Corner] = []
    along = 0.0
    for at, place in enumerate(points):
        if at:
            along += math.dist(points[at - 1], place)
        out = _mitre(ways[max(0, at - 1)], ways[min(at, len(ways) - 1)])
        corners.append(Corner(place, out, 1.0, along))
        corners.append(Corner(place, (-out[0], -out[1]), -1.0, along))
    return corners


def find_name_place(parts: Iterable[Sequence[Pair]]) -> NamePlace | None:
    """Where the name of a street may stand, or None for a street without a line. Read from the left."""
    longest = max(parts, key=_length, default=())
    whole = _length(longest)
    if whole <= 0:
        return None
    walked = 0.0
    for start, end in itertools.pairwise(longest):
        step = math.dist(start, end)
        if step > 0 and walked + step >= whole / 2:
            share = (whole / 2 - walked) / step
            middle = (
                start[0] + (end[0] - start[0]) * share,
                start[1] + (end[1] - start[1]) * share,
            )
            turn = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
            return NamePlace(middle, (turn + 90) % 180 - 90, math.dist(longest[0], longest[-1]))
        walked += step
    return None


def find_touched(
    spot: Pair, view: MapView, streets: Iterable[tuple[str, Sequence[Sequence[Pair]]]], reach: float
) -> str:
    """The street under a finger: the nearest within `reach` pixels, or "" for none."""
    place = view.to_world(spot)
    best, nearest = "", reach / view.scale
    for usrn, parts in streets:
        for part in parts:
            for start, end in itertools.pairwise(part):
                off = _distance(place, start, end)
                if off < nearest:
                    best, nearest = usrn, off
    return best


def _length(part: Sequence[Pair]) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(part))


def _way(start: Pair, end: Pair) -> Pair:
    length = math.dist(start, end)
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _mitre(before: Pair, after: Pair) -> Pair:
    """The way a corner stands out between two directions, a half width being 1."""
    x, y = -(before[1] + after[1]), before[0] + after[0]
    length = math.hypot(x, y)
    if length < 1e-6:
        return -before[1], before[0]
    x, y = x / length, y / length
    lean = max(1 / SHARPEST, -x * before[1] + y * before[0])
    return x / lean, y / lean


def _distance(place: Pair, start: Pair, end: Pair) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    squared = dx * dx + dy * dy
    share = 0.0
    if squared > 0:
        share = ((place[0] - start[0]) * dx + (place[1] - start[1]) * dy) / squared
        share = min(1.0, max(0.0, share))
    return math.hypot(place[0] - start[0] - share * dx, place[1] - start[1] - share * dy)
