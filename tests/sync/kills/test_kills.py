"""A share of the kills; `make kills ROUNDS=200` is the long form."""

import pytest

from tests.sync.kills.play import Plan, play

pytestmark = [pytest.mark.db, pytest.mark.slow]


def test_nothing_acknowledged_is_lost_whoever_is_killed() -> None:
    tally = play(Plan(rounds=8, handhelds=3, seed=11, stop_every=4))
    assert tally.counts["kill of a handheld"] == 8
    assert tally.counts["kill of the server"] == 8
    assert tally.counts["stop of the database"] == 2
    assert tally.counts["operations shown as saved"] > 15, "they were at work between the kills"
