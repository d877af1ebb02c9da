"""Streets and drives in metres around one place, for tests: what a receiver would say of a lorry that drives a path."""

import itertools
import math
import random
from collections.abc import Sequence

from geo.onboard.lines import Line7
from geo.onboard.plane import Position7, make_plane
from geo.onboard.track import TimedFix

HERE = (546_000_000, -59_300_000)
PLANE = make_plane(HERE)
PlaceM = tuple[float, float]


def at(place: PlaceM) -> Position7:
    """A place in metres east and north, as the receiver says it."""
    return HERE[0] + round(place[1] / PLANE.y_m_per_7), HERE[1] + round(place[0] / PLANE.x_m_per_7)


def street(*places: PlaceM) -> Line7:
    """A street of one part."""
    return (tuple(at(place) for place in places),)


def drive(
    path: Sequence[PlaceM], speed: float = 5.0, every_s: float = 2.0, start_ms: int = 0
) -> tuple[TimedFix, ...]:
    """Fixes along a path at a steady speed, with one at every corner."""
    fixes: list[TimedFix] = []
    seconds = 0.0
    for one, other in itertools.pairwise(path):
        took = math.dist(one, other) / speed
        for step in range(math.ceil(took / every_s)):
            share = step * every_s / took
            fixes.append(_fix(seconds + step * every_s, _between(one, other, share), start_ms))
        seconds += took
    return (*fixes, _fix(seconds, path[-1], start_ms))


def shaken(
    fixes: Sequence[TimedFix], dice: random.Random, spread_m: float = 4.0
) -> tuple[TimedFix, ...]:
    """The same fixes as a receiver with this much noise would give them."""
    return tuple(
        (
            ms,
            lat + round(dice.gauss(0, spread_m) / PLANE.y_m_per_7),
            lon + round(dice.gauss(0, spread_m) / PLANE.x_m_per_7),
            acc,
        )
        for ms, lat, lon, acc in fixes
    )


def _between(one: PlaceM, other: PlaceM, share: float) -> PlaceM:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _fix(seconds: float, place: PlaceM, start_ms: int) -> TimedFix:
    return (start_ms + round(seconds * 1000), *at(place), 40)
