"""Which street am I on."""

from geo.onboard.nearest import find_nearest_street, list_near_streets

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
