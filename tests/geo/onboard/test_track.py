"""Thinning a track keeps its shape and its standing still."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from geo.onboard.lines import distance_to_line_m
from geo.onboard.track import thin_track

LAT, LON = 546_000_000, -59_300_000
TOLERANCE_M = 8.0
steps = st.lists(
    st.tuples(st.integers(1_000, 9_000), st.integers(-900, 900), st.integers(-900, 900)),
    max_size=60,
)


def walk(moves: list[tuple[int, int, int]]) -> tuple[tuple[int, int, int, int], ...]:
    ms, lat, lon, fixes = 0, LAT, LON, []
    for wait, north, east in moves:
        ms, lat, lon = ms + wait, lat + north, lon + east
        fixes.append((ms, lat, lon, 40))
    return tuple(fixes)


@given(steps)
def test_every_fix_left_out_lies_near_the_thinned_line(moves: list[tuple[int, int, int]]) -> None:
    fixes = walk(moves)
    thin = thin_track(fixes, TOLERANCE_M, 10**9)
    line = (tuple((fix[1], fix[2]) for fix in thin),)
    assert all(distance_to_line_m((f[1], f[2]), line) <= TOLERANCE_M + 1e-6 for f in fixes)


@given(steps)
def test_the_thinned_track_is_a_selection_in_order_with_both_ends(
    moves: list[tuple[int, int, int]],
) -> None:
    fixes = walk(moves)
    thin = thin_track(fixes, TOLERANCE_M, 60_000)
    assert [fix for fix in fixes if fix in set(thin)] == list(thin)
    assert thin[:1] == fixes[:1]
    assert thin[-1:] == fixes[-1:]


def test_a_straight_drive_keeps_two_fixes() -> None:
    fixes = tuple((second * 1000, LAT + second * 800, LON, 40) for second in range(60))
    assert len(thin_track(fixes, TOLERANCE_M, 10**9)) == 2


def test_standing_still_for_ten_minutes_stays_visible() -> None:
    fixes = tuple((second * 1000, LAT, LON, 40) for second in range(0, 601, 5))
    thin = thin_track(fixes, TOLERANCE_M, 120_000)
    gaps = [later[0] - earlier[0] for earlier, later in itertools.pairwise(thin)]
    assert max(gaps) <= 120_000
    assert len(thin) < 20
