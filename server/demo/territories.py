"""Cuts a part of town into territories of equal work, and puts a territory's streets into a walkable order. Pure."""

from collections.abc import Sequence

from server.demo.town.town import StreetSketch

Weights = dict[str, int]  # premises by usrn


def territories(
    streets: Sequence[StreetSketch], weights: Weights, wanted: int
) -> list[list[StreetSketch]]:
    """Halve the ground across its wider way until there are as many as wanted; neighbours stay together."""
    if wanted <= 1 or len(streets) <= 1:
        return [list(streets)] if streets else []
    axis = _wider_axis(streets)
    ordered = sorted(streets, key=lambda street: (street.middle[axis], street.usrn))
    first_share = wanted // 2
    goal = sum(weights[street.usrn] for street in ordered) * first_share / wanted
    cut, sum_before = 1, weights[ordered[0].usrn]
    while cut < len(ordered) - 1 and sum_before + weights[ordered[cut].usrn] / 2 < goal:
        sum_before += weights[ordered[cut].usrn]
        cut += 1
    return territories(ordered[:cut], weights, first_share) + territories(
        ordered[cut:], weights, wanted - first_share
    )


def walkable(streets: Sequence[StreetSketch], start: tuple[float, float]) -> list[StreetSketch]:
    """From the start always on to the street with the nearest end, leaving it by its other end."""
    left = sorted(streets, key=lambda street: street.usrn)
    here = start
    order = []
    while left:
        nearest = min(left, key=lambda street: min(_apart(here, end) for end in street.ends))
        left.remove(nearest)
        order.append(nearest)
        first, last = nearest.ends
        here = last if _apart(here, first) <= _apart(here, last) else first
    return order


def _wider_axis(streets: Sequence[StreetSketch]) -> int:
    spreads = []
    for axis in (0, 1):
        values = [street.middle[axis] for street in streets]
        spreads.append(max(values) - min(values))
    return 0 if spreads[0] >= spreads[1] else 1


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
