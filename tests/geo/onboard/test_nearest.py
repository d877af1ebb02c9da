"""Which street am I on."""

import pytest

from geo.onboard.ground import Ground, lay_ground
from geo.onboard.lines import Line7
from geo.onboard.nearest import (
    HERE_WITHIN_M,
    Sighting,
    find_nearest_street,
    list_near_streets,
    suggest_street,
)

HERE = (546_000_000, -59_300_000)


def street(north7: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    return (((HERE[0] + north7, HERE[1] - 9_000), (HERE[0] + north7, HERE[1] + 9_000)),)


def test_the_nearest_street_is_found() -> None:
    found = find_nearest_street(HERE, [("far", street(2_000)), ("near", street(-900))])
    assert found is not None
    assert found.usrn == "near"
    assert round(found.off_m) == 10


def test_no_street_is_suggested_when_all_are_far() -> None:
    assert find_nearest_street(HERE, [("far", street(20_000))]) is None


def test_streets_at_a_junction_come_nearest_first() -> None:
    near = list_near_streets(HERE, [("b", street(900)), ("c", street(100)), ("a", street(900))])
    assert [one.usrn for one in near] == ["c", "a", "b"]


def lay(lines: list[tuple[str, Line7]]) -> Ground:
    return lay_ground(lines, HERE_WITHIN_M)


def sighted(acc_m: float = 5, age_s: float = 1) -> Sighting:
    return Sighting(HERE, acc_m, age_s)


def test_the_street_one_is_in_is_suggested() -> None:
    assert (
        suggest_street(sighted(), lay([("far", street(3_000)), ("here", street(-500))])) == "here"
    )


@pytest.mark.parametrize(
    ("case", "sighting", "lines"),
    [
        ("a poor position", sighted(acc_m=35), [("here", street(0))]),
        ("an old position", sighted(age_s=60), [("here", street(0))]),
        ("two streets about as near", sighted(), [("one", street(300)), ("other", street(-500))]),
        ("no street near", sighted(), [("far", street(20_000))]),
        ("no streets", sighted(), []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_is_suggested_for(
    case: str, sighting: Sighting, lines: list[tuple[str, Line7]]
) -> None:
    assert suggest_street(sighting, lay(lines)) is None
