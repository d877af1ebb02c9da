"""Unreachable objects are looked for while nobody touches the screen."""

import gc
import sys
import weakref
from collections.abc import Iterator

import pytest

from crew_app.sweeping import EVERY_S, QUIET_S, RESTING_S, SELDOM, Sweeper


class Ring:
    """Refers to itself: only a search finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_it_waits_for_a_quiet_moment() -> None:
    sweeper = Sweeper(0.0)
    lost = weakref.ref(Ring())
    sweeper.touched(1.0)
    assert not sweeper.sweep_if_quiet(1.0 + QUIET_S / 2)
    assert sweeper.sweep_if_quiet(1.0 + QUIET_S)
    assert lost() is None


def test_the_screen_rests_some_time_after_the_last_touch() -> None:
    sweeper = Sweeper(0.0)
    sweeper.touched(5.0)
    assert not sweeper.is_resting(5.0 + RESTING_S / 2)
    assert sweeper.is_resting(5.0 + RESTING_S)
    sweeper.touched(5.1 + RESTING_S)
    assert not sweeper.is_resting(5.2 + RESTING_S)


def test_it_does_not_search_again_at_once() -> None:
    sweeper = Sweeper(0.0)
    assert sweeper.sweep_if_quiet(QUIET_S)
    assert not sweeper.sweep_if_quiet(QUIET_S + EVERY_S / 2)
    assert sweeper.sweep_if_quiet(QUIET_S + EVERY_S)


def test_python_searches_everything_only_where_nobody_ever_rests() -> None:
    Sweeper(0.0)
    # from 3.14 on, the phone's, Python goes through the old objects in small steps and has no third threshold
    assert gc.get_threshold()[2] == (SELDOM if sys.version_info < (3, 14) else 0)
