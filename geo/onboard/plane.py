"""A flat plane in metres around one place, good to a millimetre a hundred metres and to 0.1 % within 10 km.

Positions are integers of 1e-7 degree WGS84 as (lat7, lon7), the way operations and packs carry them.
No projection library exists on the phone; this is the series of the ellipsoid's two radii at one latitude.
"""

import math
from dataclasses import dataclass

Position7 = tuple[int, int]  # (lat7, lon7), 1e-7 degree
PointM = tuple[float, float]  # (x_m to the east, y_m to the north)

_SEMI_MAJOR_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 0.006_694_379_990_14
_RADIANS_PER_7 = math.pi / 180 / 1e7


@dataclass(frozen=True, slots=True)
class Plane:
    """The plane that touches the earth at `origin`; x_m_per_7 and y_m_per_7 are metres a 1e-7 degree."""

    origin: Position7
    x_m_per_7: float
    y_m_per_7: float

    def flatten(self, position: Position7) -> PointM:
        """The position in metres east and north of the origin."""
        return (
            (position[1] - self.origin[1]) * self.x_m_per_7,
            (position[0] - self.origin[0]) * self.y_m_per_7,
        )


def make_plane(origin: Position7) -> Plane:
    """The plane around `origin`. Source: radii of curvature of the WGS84 ellipsoid."""
    latitude = origin[0] * _RADIANS_PER_7
    squeeze = 1 - _ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
    across_m = _SEMI_MAJOR_M / math.sqrt(squeeze)
    along_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / squeeze**1.5
    return Plane(
        origin=origin,
        x_m_per_7=across_m * math.cos(latitude) * _RADIANS_PER_7,
        y_m_per_7=along_m * _RADIANS_PER_7,
    )


def distance_m(a: Position7, b: Position7) -> float:
    """Metres between two positions that are not further apart than a town."""
    x_m, y_m = make_plane(a).flatten(b)
    return math.hypot(x_m, y_m)
