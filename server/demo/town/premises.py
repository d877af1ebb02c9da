"""Sets premises along a street: numbers odd on the left and even on the right, flats with a shared bin store, entries.

Points are in the plane, already bent. What is too near another street, the water or another front door is left out.
"""

from dataclasses import dataclass, field
from random import Random

import numpy as np
import shapely
from shapely import LineString, STRtree
from shapely.geometry.base import BaseGeometry

from server.demo.town.cells import CENTRE
from server.demo.town.names import StreetKind
from server.demo.town.streets import LaidStreet

DOORS_APART_M = 4.2


@dataclass(frozen=True, slots=True)
class Plot:
    """A front door: its number on the street, which side it is on, how many flats are behind it (0: a single home)."""

    street: int  # index into the plan's streets
    number: int
    point: tuple[float, float]
    flats: int = 0

    @property
    def is_odd(self) -> bool:
        """On the odd side."""
        return self.number % 2 == 1


@dataclass
class Ground:
    """What is already taken while premises are set: other streets, water, other doors."""

    streets: STRtree
    water: BaseGeometry
    doors: set[tuple[int, int]] = field(default_factory=set)

    def take(self, x: float, y: float) -> bool:
        """Take a place for a door; False when another door is too near."""
        column, row = int(x // DOORS_APART_M), int(y // DOORS_APART_M)
        if any((column + i, row + j) in self.doors for i in (-1, 0, 1) for j in (-1, 0, 1)):
            return False
        self.doors.add((column, row))
        return True


def set_plots(number: int, street: LaidStreet, ground: Ground, random: Random) -> list[Plot]:
    """The plots of one street, in the order of its line, the two sides side by side."""
    plot_m = street.style.plot_m * (1.25 if street.kind is StreetKind.MAIN else 1.0)
    steps = np.arange(plot_m * 0.5 + 9, street.line.length - 9, plot_m)
    if steps.size == 0:
        return []
    found: list[Plot] = []
    for side in (1, -1):
        doors = _doors(street, steps, side)
        free = _free(number, doors, street, ground)
        house = 1 if side == 1 else 2
        for (x, y), is_free in zip(doors.tolist(), free.tolist(), strict=True):
            if not is_free or not ground.take(x, y):
                continue
            if random.random() < 0.03:  # a gap site: its number stays unused
                house += 2
                continue
            found.append(Plot(number, house, (x, y), _flats_at(street, random)))
            house += 2
    return found


def _doors(street: LaidStreet, steps: np.ndarray, side: int) -> np.ndarray:
    """Front doors on one side: 1 is left of the line, -1 right."""
    here = shapely.get_coordinates(shapely.line_interpolate_point(street.line, steps))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(street.line, steps + 1.0))
    way = ahead - here
    length = np.hypot(way[:, 0], way[:, 1])
    length[length == 0] = 1
    left = np.column_stack([-way[:, 1], way[:, 0]]) / length[:, None]
    return here + side * street.style.setback_m * left


def _free(number: int, doors: np.ndarray, street: LaidStreet, ground: Ground) -> np.ndarray:
    points = np.asarray(shapely.points(doors))
    free = np.full(len(points), fill_value=True)
    near = ground.streets.query(points, predicate="dwithin", distance=street.style.setback_m * 0.93)
    others = near[0][near[1] != number]
    free[others] = False
    free &= ~shapely.dwithin(points, street.line, street.style.setback_m * 0.8)  # inside of a bend
    free &= ~shapely.dwithin(points, ground.water, 6.0)
    return free


def _flats_at(street: LaidStreet, random: Random) -> int:
    if random.random() >= street.style.flats:
        return 0
    return random.choice((4, 6, 6, 8, 9, 12, 16) if street.style is CENTRE else (4, 6, 8, 12))


def is_by_entry(point: tuple[float, float], entry: LineString, reach_m: float) -> bool:
    """Whether a premises' back is on an entry."""
    return bool(shapely.dwithin(shapely.Point(point), entry, reach_m))
