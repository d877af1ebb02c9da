"""A drive that nobody drove: fixes along a path at a steady speed, for showing the app and for tests. Pure."""

import itertools
import math
from collections.abc import Sequence

from geo.onboard.plane import Position7, distance_m
from geo.onboard.track import TimedFix

FIX_EVERY_MS = 2_000
ACCURACY_DM = 45


def drive_along(
    path: Sequence[Position7],
    m_per_s: float,
    every_ms: int = FIX_EVERY_MS,
    acc_dm: int = ACCURACY_DM,
) -> tuple[TimedFix, ...]:
    """Fixes from end to end of the path, with one at every corner; the first at 0 ms. Nothing for an empty path."""
    if not path:
        return ()
    rows: list[TimedFix] = []
    began_ms = 0.0
    for one, other in itertools.pairwise(path):
        took_ms = distance_m(one, other) / m_per_s * 1000
        for step in range(math.ceil(took_ms / every_ms)):
            share = step * every_ms / took_ms
            lat7, lon7 = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
            rows.append((round(began_ms + step * every_ms), lat7, lon7, acc_dm))
        began_ms += took_ms
    return (*rows, (round(began_ms), *path[-1], acc_dm))
