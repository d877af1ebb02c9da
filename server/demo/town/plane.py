"""The plane the town is drawn on: metres east and north of its centre, and the way to degrees.

An equirectangular plane: within a town it is true to about one part in a thousand, which no reader of the demo can see.
"""

import math
from collections.abc import Callable
from random import Random
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Points = NDArray[np.float64]  # n x 2

CENTRE_LON, CENTRE_LAT = -6.9312, 54.6587  # open hill country: no real town is painted over
METRES_PER_DEGREE = 111_320.0


Shape = TypeVar("Shape", bound=BaseGeometry)


def to_degrees(geometry: Shape) -> Shape:
    """Move a geometry from the plane to EPSG:4326, rounded to 1e-7 degrees (about a centimetre)."""
    per_lon = METRES_PER_DEGREE * math.cos(math.radians(CENTRE_LAT))

    def turn(points: Points) -> Points:
        lon = CENTRE_LON + points[:, 0] / per_lon
        lat = CENTRE_LAT + points[:, 1] / METRES_PER_DEGREE
        return np.column_stack([lon, lat]).round(7)

    return shapely.transform(geometry, turn)


def make_bend(radius_m: float, random: Random) -> Callable[[Points], Points]:
    """A smooth bending of the whole plane, as hills bend streets: nothing stays straight, nothing crosses anew."""
    waves = [
        (
            radius_m * random.uniform(0.7, 1.3),
            random.uniform(0, math.tau),
            random.uniform(0, math.tau),
        )
        for _ in range(4)
    ]

    def bend(points: Points) -> Points:
        east, north = points[:, 0], points[:, 1]
        shift = np.zeros_like(points)
        for number, (length, heading, phase) in enumerate(waves):
            along = east * math.cos(heading) + north * math.sin(heading)
            # height over length stays under 1/2pi over all waves, so the bending never folds
            swing = 0.026 * length * np.sin(along * math.tau / length + phase)
            shift[:, number % 2] += swing
        return points + shift

    return bend


def bend_geometry(geometry: Shape, bend: Callable[[Points], Points]) -> Shape:
    """Bend a geometry whose vertices are already close together."""
    return shapely.transform(geometry, bend)
