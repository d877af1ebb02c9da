"""In which order a round passes its streets when nobody says: always on to the nearest that is left. Pure."""

import math
from collections.abc import Mapping

Place = tuple[float, float]  # latitude, longitude


def order_streets(places: Mapping[str, Place]) -> list[str]:
    """The streets in order, beginning with the most north-westerly. Ties fall to the lower USRN."""
    left = dict(sorted(places.items()))
    if not left:
        return []
    here = min(left, key=lambda usrn: left[usrn][1] - left[usrn][0])
    order = [here]
    at = left.pop(here)
    while left:
        here = min(left, key=lambda usrn: _off(at, left[usrn]))
        order.append(here)
        at = left.pop(here)
    return order


def _off(one: Place, other: Place) -> float:
    shrink = math.cos(math.radians(one[0]))
    return math.hypot(one[0] - other[0], (one[1] - other[1]) * shrink)
