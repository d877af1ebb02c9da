"""The streets as an index: nearest, snapping, what a track covered, which pieces belong together."""

import pytest
from shapely import LineString, MultiLineString, Point

from geo.network import M_PER_DEGREE, Plane, StreetNetwork, group_by_gap

LAT = 54.6
EAST = LineString([(-5.94, LAT), (-5.93, LAT)])  # about 645 m
NORTH = MultiLineString([[(-5.92, LAT), (-5.92, LAT + 0.005)]])


def network() -> StreetNetwork:
    return StreetNetwork({"1": EAST, "2": NORTH})


def test_the_nearest_street_is_found_with_its_distance_and_foot() -> None:
    snap = network().nearest(LAT + 10 / M_PER_DEGREE, -5.935)
    assert snap is not None
    assert snap.usrn == "1"
    assert snap.off_m == pytest.approx(10, abs=0.1)
    assert (snap.lat, snap.lon) == pytest.approx((LAT, -5.935), abs=1e-6)


def test_out_of_reach_is_no_street() -> None:
    assert network().nearest(LAT + 0.01, -5.935, within_m=100) is None


def test_streets_in_reach_come_nearest_first() -> None:
    assert [s.usrn for s in network().near(LAT + 0.001, -5.9215, within_m=1000)] == ["2", "1"]


def test_a_track_covers_the_share_of_a_street_it_passed() -> None:
    half = [(LAT, -5.94), (LAT, -5.935)]
    covered = network().covered(half, within_m=5)
    assert list(covered) == ["1"]
    assert covered["1"] == pytest.approx(0.5, abs=0.02)
    assert network().covered([(LAT, -5.94), (LAT, -5.93)])["1"] == 1.0
    assert network().covered([]) == {}


def test_a_single_fix_covers_only_what_is_around_it() -> None:
    assert 0 < network().covered([(LAT, -5.935)], within_m=10)["1"] < 0.05


def test_an_empty_network_answers_nothing() -> None:
    assert StreetNetwork({}).nearest(LAT, -5.9) is None


def test_a_plane_goes_there_and_back() -> None:
    plane = Plane(LAT, -5.9)
    assert plane.degrees(plane.point(54.61, -5.95)) == pytest.approx((54.61, -5.95))


def test_pieces_belong_together_as_long_as_each_gap_is_small() -> None:
    step = 400 / M_PER_DEGREE
    chain = [Point(-5.9, LAT + step * n) for n in range(4)]
    apart = [*chain, Point(-5.9, LAT + step * 10)]
    assert group_by_gap(apart, 500) == [[0, 1, 2, 3], [4]]
    assert group_by_gap(apart, 300) == [[0], [1], [2], [3], [4]]
    assert group_by_gap([], 500) == []
