"""The local plane against pyproj's geodesic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.onboard.plane import distance_m

GEOD = Geod(ellps="WGS84")
BELFAST = (546_000_000, -59_300_000)


@pytest.mark.parametrize("place", [BELFAST, (0, 0), (389_000_000, -770_000_000), (-340_000_000, 0)])
@given(st.integers(-500_000, 500_000), st.integers(-500_000, 500_000))
def test_a_distance_within_a_town_agrees_with_the_ellipsoid(
    place: tuple[int, int], north: int, east: int
) -> None:
    other = (place[0] + north, place[1] + east)
    _, _, true_m = GEOD.inv(place[1] / 1e7, place[0] / 1e7, other[1] / 1e7, other[0] / 1e7)
    assert distance_m(place, other) == pytest.approx(true_m, rel=1e-3, abs=1e-3)


def test_a_place_is_no_distance_from_itself() -> None:
    assert distance_m(BELFAST, BELFAST) == 0
