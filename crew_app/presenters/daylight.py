"""Whether it is dark where the round is, from the sun's height, so that the theme can follow it. Pure.

The sun's place by the usual approximations (declination from the day of the year, equation of time): right to a few
minutes, which is less than a cloud makes.
"""

from datetime import UTC, datetime
from math import asin, cos, degrees, pi, radians, sin

DARK_BELOW_DEG = (
    -3.0
)  # between sunset and the end of civil twilight: the screen outshines the street from here on
MIDDLE_OF_THE_ISLES = (54.6, -4.0)  # where no round says better: latitude, longitude


def is_dark(at: datetime, lat_deg: float, lon_deg: float) -> bool:
    """Whether the sun is down at an aware time and a place."""
    return sun_height_deg(at, lat_deg, lon_deg) < DARK_BELOW_DEG


def sun_height_deg(at: datetime, lat_deg: float, lon_deg: float) -> float:
    """How high the sun stands, in degrees over the horizon."""
    utc = at.astimezone(UTC)
    year = 2 * pi * (utc.timetuple().tm_yday - 1 + (utc.hour - 12) / 24) / 365.25
    declination = 0.006918 - 0.399912 * cos(year) + 0.070257 * sin(year)
    declination += -0.006758 * cos(2 * year) + 0.000907 * sin(2 * year)
    late_min = 229.18 * (0.000075 + 0.001868 * cos(year) - 0.032077 * sin(year))
    late_min += 229.18 * (-0.014615 * cos(2 * year) - 0.040849 * sin(2 * year))
    noon_off_min = utc.hour * 60 + utc.minute + late_min + 4 * lon_deg - 720
    lat, turned = radians(lat_deg), radians(noon_off_min / 4)
    return degrees(asin(sin(lat) * sin(declination) + cos(lat) * cos(declination) * cos(turned)))
