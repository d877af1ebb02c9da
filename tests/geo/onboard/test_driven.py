"""Which streets were driven end to end: the situations that fool such a rule, and what must not matter."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.onboard.driven import cover, join_cover, list_driven
from geo.onboard.ground import lay_ground
from geo.onboard.hops import list_hops
from geo.onboard.lines import Line7
from geo.onboard.track import TimedFix, thin_track
from tests.geo.onboard.drives import PlaceM, drive, shaken, street

REACH_M = 40.0
MAIN = street((0, 0), (200, 0))
TOWN = {
    "main": MAIN,
    "parallel": street((0, 30), (200, 30)),
    "cross": street((100, -100), (100, 100)),
    "crescent": street((200, 0), (260, 30), (280, 90), (240, 140), (200, 30)),
    "close": street((50, 0), (50, -80)),
    "mews": street((150, 0), (150, -20)),
}


def shares(fixes: Sequence[TimedFix], lines: dict[str, Line7] = TOWN) -> dict[str, float]:
    ground = lay_ground(lines.items(), REACH_M)
    return {one.usrn: one.share for one in list_driven(ground, cover(ground, list_hops(fixes)))}


def driven(fixes: Sequence[TimedFix], lines: dict[str, Line7] = TOWN) -> set[str]:
    ground = lay_ground(lines.items(), REACH_M)
    found = list_driven(ground, cover(ground, list_hops(fixes)))
    return {one.usrn for one in found if one.is_end_to_end}


EAST, WEST = ((-60, 0), (260, 0)), ((260, 0), (-60, 0))
CASES: list[tuple[str, Sequence[TimedFix], set[str]]] = [
    ("one way", drive(EAST), {"main"}),
    ("the other way", drive(WEST), {"main"}),
    ("a fix every ten seconds", drive(EAST, every_s=10), {"main"}),
    ("only the half of it", drive(((-60, 0), (110, 0))), set()),
    ("two halves, turned round in the middle", drive(((-60, 0), (110, 0), (-60, 0))), set()),
    ("both halves from either end", drive(((-60, 0), (105, 0), (105, 300)))
     + drive(((300, 0), (95, 0), (95, 300)), start_ms=600_000), {"main"}),
    ("the parallel street thirty metres off", drive(((-60, 30), (260, 30))), {"parallel"}),
    ("crossed at a right angle", drive(((100, -160), (100, 160))), {"cross"}),
    ("into the close and back out", drive(((-60, 0), (50, 0), (50, -72), (50, 0), (-60, 0))), {"close"}),
    ("past the mouth of the close", drive(((-60, 8), (120, 8))), set()),
    ("round the crescent", drive(((200, 0), (260, 30), (280, 90), (240, 140), (200, 30))), {"crescent"}),
    ("across the crescent's mouth", drive(((200, -20), (200, 60))), set()),
    ("standing still for an hour", tuple((s * 1000, *drive(((50, -40), (51, -40)))[0][1:]) for s in range(0, 3600, 2)),
     set()),
    ("nothing", (), set()),
    ("a single fix", drive(EAST)[:1], set()),
    ("a street too short to tell", drive(((150, 30), (150, -40))), set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fixes", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_was_driven_end_to_end(fixes: Sequence[TimedFix], expected: set[str]) -> None:
    assert driven(fixes) == expected


def test_a_jump_from_end_to_end_is_no_drive() -> None:
    start, end = drive(EAST)[0], drive(EAST)[-1]
    for seconds in (1, 3, 60, 600):  # too fast, or too long a time without a word
        assert driven((start, (start[0] + seconds * 1000, *end[1:]))) == set(), seconds


def test_a_tunnel_leaves_a_gap_that_is_not_bridged() -> None:
    whole = drive(EAST, speed=2)
    lost = tuple(fix for fix in whole if not 40_000 < fix[0] < 90_000)
    assert driven(whole) == {"main"}
    assert driven(lost) == set()


def test_a_few_poor_fixes_in_a_row_do_not_hide_a_drive() -> None:
    whole = drive(EAST)
    poor = tuple((*f[:3], 900) if 28_000 < f[0] < 36_000 else f for f in whole)
    assert driven(poor) == {"main"}


def test_a_fix_out_of_the_blue_neither_hides_a_drive_nor_makes_one() -> None:
    whole = drive(EAST)
    wild = list(whole)
    wild[len(wild) // 2] = (wild[len(wild) // 2][0], *drive(((100, 900), (101, 900)))[0][1:])
    assert driven(tuple(wild)) == {"main"}


def test_a_poor_receiver_says_nothing() -> None:
    assert driven(tuple((*fix[:3], 800) for fix in drive(EAST))) == set()


def test_a_street_in_two_parts_must_be_driven_in_both() -> None:
    lines = {"two": (*street((0, 0), (100, 0)), *street((100, 60), (200, 60)))}
    assert driven(drive(((0, 0), (100, 0))), lines) == set()
    assert driven(drive(((0, 0), (100, 0), (100, 60), (200, 60))), lines) == {"two"}


def test_a_street_without_a_line_is_never_driven() -> None:
    assert driven(drive(EAST), {"none": (), "main": MAIN}) == {"main"}


places = st.tuples(st.integers(-100, 300), st.integers(-150, 150))
paths = st.lists(places, min_size=2, max_size=6, unique=True)


@given(paths, st.randoms(use_true_random=False))
def test_the_order_in_which_fixes_arrive_and_fixes_sent_twice_do_not_matter(
    path: list[PlaceM], dice: random.Random
) -> None:
    fixes = list(drive(path, every_s=4))
    expected = shares(fixes)
    twice = fixes + dice.sample(fixes, k=len(fixes) // 2)
    dice.shuffle(twice)
    assert shares(twice) == expected


@given(paths)
def test_looking_more_often_changes_next_to_nothing(path: list[PlaceM]) -> None:
    seldom = shares(drive(path, every_s=8))
    often = shares(drive(path, every_s=1))
    for usrn in seldom.keys() | often.keys():
        # a step at either end of each stretch, on a street of eighty metres or more
        if usrn != "mews":
            assert seldom.get(usrn, 0.0) == pytest.approx(often.get(usrn, 0.0), abs=0.3), usrn


@given(paths, st.integers(1, 60))
def test_a_track_in_two_parts_covers_together_what_it_covers_whole(
    path: list[PlaceM], cut: int
) -> None:
    fixes = drive(path, every_s=4)
    ground = lay_ground(TOWN.items(), REACH_M)
    one, other = fixes[: cut + 1], fixes[cut:]  # the fix at the cut belongs to both
    together = join_cover(cover(ground, list_hops(one)), cover(ground, list_hops(other)))
    assert together == cover(ground, list_hops(fixes))


@given(paths)
def test_more_track_never_covers_less(path: list[PlaceM]) -> None:
    fixes = drive(path, every_s=4)
    less, more = shares(fixes[: len(fixes) // 2]), shares(fixes)
    assert all(more.get(usrn, 0.0) >= share for usrn, share in less.items())


@given(places, places)
def test_no_jump_suggests_a_street(one: PlaceM, other: PlaceM) -> None:
    first, last = (
        drive((one, (one[0] + 0.1, one[1])))[0],
        drive((other, (other[0], other[1] + 0.1)))[0],
    )
    assert driven((first, (31_000, *last[1:]))) == set()


seeds = st.integers(0, 10**6).map(random.Random)


@given(seeds)
def test_standing_anywhere_with_a_noisy_receiver_suggests_nothing(dice: random.Random) -> None:
    place = (dice.uniform(-20, 220), dice.uniform(-90, 40))
    here = drive((place, (place[0] + 1, place[1])))[0][1:]
    still = tuple((seconds * 1000, *here) for seconds in range(300))
    assert driven(shaken(still, dice)) == set()


@given(seeds)
def test_a_noisy_drive_thinned_for_sending_is_still_that_drive(dice: random.Random) -> None:
    fixes = shaken(drive(EAST), dice, spread_m=3.4)
    assert driven(thin_track(fixes, 4.0, 10_000)) == driven(fixes) == {"main"}
