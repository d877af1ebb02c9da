"""Distance to a line, against shapely on the same plane."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from geo.onboard.lines import distance_to_line_m, find_footing, length_m
from geo.onboard.plane import make_plane

HERE = (546_000_000, -59_300_000)
offsets = st.tuples(st.integers(-90_000, 90_000), st.integers(-90_000, 90_000))


def moved(offset: tuple[int, int]) -> tuple[int, int]:
    return HERE[0] + offset[0], HERE[1] + offset[1]


@given(st.lists(offsets, min_size=2, max_size=8, unique=True))
def test_the_distance_is_that_of_the_plane_geometry(path: list[tuple[int, int]]) -> None:
    line = tuple(moved(offset) for offset in path)
    plane = make_plane(HERE)
    expected = LineString([plane.flatten(p) for p in line]).distance(Point(0, 0))
    assert distance_to_line_m(HERE, (line,)) == pytest.approx(expected, abs=1e-6)


def test_the_nearest_part_of_a_street_in_two_parts_counts() -> None:
    far = (moved((90_000, 0)), moved((90_000, 9_000)))
    near = (moved((900, -9_000)), moved((900, 9_000)))
    assert distance_to_line_m(HERE, (far, near)) == pytest.approx(10.02, abs=0.01)


def test_a_street_without_a_line_is_infinitely_far() -> None:
    assert distance_to_line_m(HERE, ()) == math.inf


def test_a_part_of_one_point_counts_as_that_point() -> None:
    assert distance_to_line_m(HERE, ((moved((900, 0)),),)) == pytest.approx(10.02, abs=0.01)


def test_a_footing_tells_how_far_along_the_street_one_stands() -> None:
    line = ((moved((0, -10_000)), moved((0, 0)), moved((0, 30_000))),)
    plane = make_plane(HERE)
    footing = find_footing(HERE, line)
    assert footing.off_m == pytest.approx(0)
    assert footing.along_m == pytest.approx(length_m(line, plane) / 4, rel=1e-6)
