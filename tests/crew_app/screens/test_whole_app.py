"""The whole app at once: window, worker and a server over real sockets, from the box to an empty outbox."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crew_app.store.sending import count_ops
from tests.crew_app.net.small_server import running
from tests.crew_app.sample import COLLECTION, usrn_of

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand

pytestmark = pytest.mark.window


def wait_for(hand: "Hand", is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, hand.texts()
        hand.frames(1)
        hand.app.look()
    hand.frames(4)


def test_from_a_typed_code_to_an_empty_outbox(tmp_path: Path) -> None:
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    with running() as server, take_in_hand(tmp_path, server.url) as hand:
        for sign in "7KQ4M2XH9P":
            hand.touch(next(w for w in hand.walk() if getattr(w, "row", None) == sign))
        hand.tap("Set up")
        wait_for(hand, lambda: hand.app.root.current == "shift_start")
        wait_for(hand, lambda: len(hand.state.tiles) == 2)
        hand.tap_row("collection", COLLECTION)
        hand.tap("Start shift")
        for _ in range(3):
            hand.tap("Completed")
        hand.tap("Undo")
        hand.app.on_resume()
        wait_for(hand, lambda: hand.state.frame.pill.text == "All sent")
        (ids,) = server.taken.values()
        kinds = [server.bodies[one]["kind"] for one in ids]
    assert kinds == ["shift_started", "visit", "visit", "visit", "retraction"]
    assert server.bodies[ids[2]]["data"]["usrn"] == usrn_of(2)


def test_with_the_server_switched_off_everything_can_be_recorded(tmp_path: Path) -> None:
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    with running() as server, take_in_hand(tmp_path, server.url) as hand:
        for sign in "7KQ4M2XH9P":
            hand.touch(next(w for w in hand.walk() if getattr(w, "row", None) == sign))
        hand.tap("Set up")
        wait_for(hand, lambda: hand.app.root.current == "shift_start")
        wait_for(hand, lambda: len(hand.state.tiles) == 2)
        hand.tap_row("collection", COLLECTION)
        url = server.url
    with take_in_hand(tmp_path, url) as hand:
        hand.tap_row("collection", COLLECTION)
        hand.tap("Start shift")
        for _ in range(4):
            hand.tap("Completed")
        assert hand.state.counts[1].number == "4"
        assert count_ops(hand.app.store).pending == 5
        hand.app.on_resume()
        wait_for(hand, lambda: hand.state.frame.pill.icon == "no_signal")
        assert hand.state.frame.pill.text == "5 to send"
