"""The real app in its window, killed by itself at an instant: `python -m tests.crew_app.screens.dying FOLDER HOW`.

HOW: `before_commit`: the third tap is about to be committed. `after_commit`: it has been, and nothing is drawn yet.
`colour`: the street is about to be drawn in its new colour. What was drawn done is written to FOLDER/drawn first.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.crew_app.screens.hand import take_in_hand  # isort: skip - sizes the window first

from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import COLLECTION, make_pack

THIRD = 3


def main(folder: Path, how: str) -> None:
    """Tap Completed until killed."""
    phone = make_phone(folder)
    phone.take_pack(make_pack())
    put_enrolment(phone.store, KeptEnrolment("http://server", "d1", "s", "S3", "Millbrook"))
    phone.store.close()
    drawn = os.open(folder / "drawn", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with take_in_hand(folder) as hand:
        hand.tap_row("collection", COLLECTION)
        hand.tap("Start shift")
        hand.at("round").view("all")
        hand.frames(3)
        _watch(hand, how, drawn)
        while True:
            hand.tap("Completed")


def _watch(hand: Any, how: str, drawn: int) -> None:
    if how == "colour":
        hand.screen.fbind("state", lambda _screen, state: _look(state, drawn))
        return
    hand.screen.fbind("state", lambda _screen, state: _note(state, drawn))
    commits: list[str] = []

    def trace(statement: str) -> None:
        if commits and how == "after_commit" and len(commits) == THIRD:
            _die()  # the first statement after the commit: it asks what to draw
        if statement == "commit":
            commits.append(statement)
            if how == "before_commit" and len(commits) == THIRD:
                _die()

    hand.app.store.connection.set_trace_callback(trace)


def _look(state: Any, drawn: int) -> None:
    if state.shares[0] == THIRD:
        _die()
    _note(state, drawn)


def _note(state: Any, drawn: int) -> None:
    done = [row.usrn for row in state.rows if row.shape == "completed"]
    os.write(drawn, f"{' '.join(done)}\n".encode())


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
