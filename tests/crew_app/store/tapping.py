"""A phone in a process of its own that taps Completed until it is killed: `... tapping DIR HOW`.

HOW: `on` taps on and on; `at_commit` is killed by itself just before the third commit; `at_screen` at the first instant
at which a screen would show the third tap. What a screen was shown is written to DIR/shown first, safe from a kill.
"""

import os
import signal
import sqlite3
import sys
from pathlib import Path

from crew_app.device.clock import HandClock
from crew_app.presenters.handset import Handset
from crew_app.presenters.recording import record_shift
from crew_app.presenters.round import RoundPresenter, RoundState
from sync.ops import ShiftStarted
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import DAY, ROUND_ID, START_MS, make_pack

THIRD = 3


def main(folder: Path, how: str) -> None:
    shown = os.open(folder / "shown", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    clock = HandClock(START_MS + int.from_bytes(os.urandom(3), "big"))
    phone = make_phone(folder, clock=clock)
    if phone.log.cursor() is None:
        phone.take_pack(make_pack())
        record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    presenter = RoundPresenter(with_true_randomness(phone.handset))
    presenter.refresh()

    def show(state: RoundState) -> None:
        op_id = state.frame.undo.op_id
        if op_id and how == "at_screen" and state.shares[0] == THIRD:
            die()
        os.write(shown, f"{op_id}\n".encode())
        os.fsync(shown)

    presenter.watch(show)
    if how == "at_commit":
        _die_before_commit(phone.store.connection)
    while True:
        tap(presenter, clock)


def tap(presenter: RoundPresenter, clock: HandClock) -> None:
    """Complete the next street; when all are done take one back, so that there is always one more."""
    clock.pass_time(60_000)
    state = presenter.state
    if state.next.usrn:
        presenter.complete(state.next.usrn)
    else:
        presenter.undo(state.frame.undo.op_id)


def with_true_randomness(handset: Handset) -> Handset:
    return Handset(
        handset.store,
        handset.clock,
        handset.gps,
        os.urandom,
        handset.go,
        handset.wake,
        handset.hurry,
    )


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_before_commit(connection: sqlite3.Connection) -> None:
    seen = []

    def trace(statement: str) -> None:
        if statement == "commit":
            seen.append(statement)
            if len(seen) == THIRD:
                die()

    connection.set_trace_callback(trace)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
