"""The map's geometry, without a window: views, ribbons, names, and which street a finger means."""

import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crew_app.screens.widgets.map_shapes import (
    SHARPEST,
    find_name_place,
    find_touched,
    make_ribbon,
)
from crew_app.screens.widgets.map_view import MapView, Pair, find_bounds, show_all

metres = st.floats(-5_000, 5_000)
places = st.tuples(metres, metres)
scales = st.floats(0.02, 4)
SIZE = (412.0, 600.0)


@given(places, scales, places)
def test_what_is_on_the_screen_is_found_again_in_the_world(
    middle: Pair, scale: float, place: Pair
) -> None:
    view = MapView(middle, scale, SIZE)
    assert view.to_world(view.to_screen(place)) == pytest.approx(place, abs=1e-6)


@given(places, scales, st.floats(0.2, 5), st.tuples(st.floats(0, 412), st.floats(0, 600)))
def test_what_lies_under_the_fingers_stays_there_when_the_map_grows(
    middle: Pair, scale: float, factor: float, spot: Pair
) -> None:
    view = MapView(middle, scale, SIZE)
    larger = view.scaled(factor, spot, (0.001, 100.0))
    assert larger.to_screen(view.to_world(spot)) == pytest.approx(spot, abs=1e-6)


@given(st.lists(places, min_size=1, max_size=9))
def test_all_of_a_round_fits_on_the_map(points: list[Pair]) -> None:
    bounds = find_bounds(points)
    assert bounds is not None
    view = show_all(bounds, SIZE, 4.0)
    for x, y in map(view.to_screen, points):
        assert -1e-6 <= x <= SIZE[0] + 1e-6
        assert -1e-6 <= y <= SIZE[1] + 1e-6


@given(places, scales, st.tuples(st.floats(-300, 300), st.floats(-300, 300)))
def test_what_was_drawn_is_pushed_along_with_the_map(middle: Pair, scale: float, by: Pair) -> None:
    view = MapView(middle, scale, SIZE)
    assert view.moved(by).shift_from(view) == pytest.approx(by, abs=1e-6)
    assert view.scaled(1.5, (0, 0), (0.001, 100)).shift_from(view) == (0.0, 0.0)


@given(st.lists(places, min_size=2, max_size=8))
def test_a_ribbon_stands_out_on_both_sides_and_never_like_a_spike(line: list[Pair]) -> None:
    assume(all(math.dist(a, b) > 0.01 for a, b in itertools.pairwise(line)))
    corners = make_ribbon(line)
    assert len(corners) == 2 * len(line)
    for left, right in zip(corners[::2], corners[1::2], strict=True):
        assert left.place == right.place
        assert left.out == (-right.out[0], -right.out[1])
        assert 1 - 1e-6 <= math.hypot(*left.out) <= SHARPEST + 1e-6
    assert [one.along_m for one in corners] == sorted(one.along_m for one in corners)


@pytest.mark.parametrize("line", [[], [(1.0, 2.0)], [(1.0, 2.0), (1.0, 2.0)]])
def test_a_line_without_length_has_no_ribbon(line: list[Pair]) -> None:
    assert make_ribbon(line) == []


@given(st.lists(places, min_size=2, max_size=8))
def test_a_name_is_never_upside_down(line: list[Pair]) -> None:
    place = find_name_place([line])
    assert place is None or -90 <= place.turn_deg <= 90


def test_a_name_stands_in_the_middle_of_the_longest_part() -> None:
    place = find_name_place([[(0, 0), (10, 0)], [(0, 50), (100, 50)]])
    assert place is not None
    assert place.middle == pytest.approx((50, 50))
    assert find_name_place([]) is None


def test_a_finger_means_the_nearest_street_within_reach() -> None:
    streets = [("a", [[(0.0, 0.0), (100.0, 0.0)]]), ("b", [[(0.0, 40.0), (100.0, 40.0)]])]
    view = MapView((50.0, 20.0), 1.0, SIZE)
    assert find_touched(view.to_screen((50, 12)), view, streets, 34.0) == "a"
    assert find_touched(view.to_screen((50, 30)), view, streets, 34.0) == "b"
    assert find_touched(view.to_screen((50, 90)), view, streets, 34.0) == ""
