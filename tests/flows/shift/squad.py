"""Squad Oak at work, in a process of its own that may be killed: `python -m tests.flows.shift.squad FOLDER URL`.

The app runs in the real window; everything is done by touches. After a kill the squad looks at the screen and goes on
where it finds itself, as people do. FOLDER/notebook is what the squad remembers, and where its clocks stand;
WRONG_CLOCK=1 sets the phone's clock wrong in the middle of the shift.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.crew_app.screens.hand import Hand  # isort: skip - sizes the window before Kivy opens it

from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.uix.widget import Widget

from crew_app.app import CrewApp, Fittings
from crew_app.device.camera import FolderCamera
from crew_app.device.clock import HandClock
from crew_app.device.gps import NoGps
from crew_app.store.photos import read_progress
from sync.words import Outcome
from tests.flows.shift.names import COLLECTION, name_of, uprn_of, usrn_of
from tests.flows.shift.plan import (
    CLOCK_RIGHT_FROM,
    CLOCK_WRONG_FROM,
    CORRECTED,
    CORRECTED_AFTER,
    CORRECTED_TO,
    DONE_STREETS,
    END_REASON,
    STOPS,
    UNDONE_AT,
    Left,
    Stop,
)

BETWEEN_STREETS_MS = 180_000
SIX_HOURS_MS = 6 * 3_600_000
MOST_FRAMES = 200_000


class Notebook:
    """What the squad remembers when its phone dies: a line for each touch, and for what was done."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "notebook"
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        self.notes = [json.loads(line) for line in lines if line.endswith("}")]
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, what: str, clock: HandClock) -> None:
        """Note something, with the clocks as they stand."""
        now = clock.read()
        note = {"what": what, "wall_ms": now.wall_ms, "boot_ms": now.boot_ms}
        self.notes.append(note)
        os.write(self._file, f"{json.dumps(note)}\n".encode())

    def has(self, what: str) -> bool:
        """Whether it was noted."""
        return any(note["what"] == what for note in self.notes)

    def go_on(self) -> HandClock:
        """The phone's clocks, a minute after the last note: they run on while the app is dead."""
        clock = HandClock(self.notes[-1]["wall_ms"], self.notes[-1]["boot_ms"])
        clock.pass_time(60_000)
        return clock


class Finger(Hand):
    """A hand that notes each touch."""

    def __init__(self, app: CrewApp, clock: HandClock, notebook: Notebook) -> None:
        self.notebook = notebook
        super().__init__(app, clock)

    def touch(self, widget: Widget) -> None:
        """See Hand."""
        super().touch(widget)
        self.notebook.write("touch", self.clock)

    def tap_icon(self, icon: str) -> None:
        """Tap the key with this icon."""
        keys = [w for w in self.walk() if getattr(w, "icon", "") == icon and hasattr(w, "look")]
        self.touch(next(key for key in keys if not key.disabled and key.width > 1))

    @property
    def place(self) -> str:
        """Which screen one is on."""
        return str(self.app.root.current)


class Oak:
    """The squad. Each of its acts looks first whether it is done already."""

    def __init__(self, hand: Finger, *, has_wrong_clock: bool) -> None:
        self.hand, self.notebook = hand, hand.notebook
        self._has_wrong_clock = has_wrong_clock

    def work(self) -> None:
        """The whole shift, from wherever the app opens."""
        if self.hand.place == "shift_start":
            self.hand.tap_row("collection", COLLECTION)
            self.hand.tap("Start shift")
        while self.hand.place == "round" and (position := self._find_next()) <= DONE_STREETS:
            self._mend_clock(position)
            if position > CORRECTED_AFTER:
                self._correct()
            self._do(STOPS[position - 1])
            self.hand.clock.pass_time(BETWEEN_STREETS_MS)
        self._end()

    def _find_next(self) -> int:
        """The street under the thumb. What was tapped wrong and not undone before the phone died is undone now."""
        undo = self.hand.state.frame.undo
        if undo.text.startswith(f"{name_of(UNDONE_AT)}:") and "weather" in undo.text.lower():
            self.hand.tap(undo.label)
            self.notebook.write("undone", self.hand.clock)
        return int(self.hand.state.next.usrn) - int(usrn_of(0))

    def _do(self, stop: Stop) -> None:
        if stop.position == UNDONE_AT and not self.notebook.has("undone"):
            self._tap_wrong(stop)
            return
        if stop.lefts or stop.outcome is not Outcome.COMPLETED:
            self.hand.tap(self.hand.state.next.other)
        for left in stop.lefts:
            self._leave(stop, left)
        if stop.outcome is Outcome.COMPLETED:
            self.hand.tap("Completed")
        elif stop.side is not None:
            self.hand.tap("Partly")
            self.hand.tap({"odd": "Odd numbers"}[stop.side])
            self.hand.tap("Save as partly done")
        else:
            self.hand.tap("Not collected")
            self.hand.tap_row("code", str(stop.reason))
            self._close_camera()

    def _tap_wrong(self, stop: Stop) -> None:
        self.hand.tap(self.hand.state.next.other)
        self.hand.tap("Not collected")
        self.hand.tap_row("code", "weather")
        assert self._find_next() == stop.position, "undone"

    def _leave(self, stop: Stop, left: Left) -> None:
        tile = self.hand.find_row("uprn", uprn_of(stop.position, left.house))
        if tile.row.tone in ("today", "collected"):
            return
        self.hand.touch(tile)
        self.hand.tap_row("code", str(left.reason))
        if left.material is not None:
            self.hand.tap_row("code", left.material)
        self._close_camera()

    def _close_camera(self) -> None:
        """The camera has taken its photo by itself when it opened; now back to where one was."""
        if self.hand.place == "camera":
            self.hand.tap("Done")

    def _correct(self) -> None:
        """A street marked as completed was not: found by its letters, corrected with a reason."""
        hand = self.hand
        if self.notebook.has("corrected"):
            return
        hand.tap_row("place", "search")
        for sign in name_of(CORRECTED)[:3].upper():
            hand.tap_row("sign", sign)
        hand.tap_row("usrn", usrn_of(CORRECTED))
        if hand.state.shape == "completed":
            hand.tap_icon("history")
            hand.tap("Correct this record")
            hand.tap_row("code", "not_so")
            hand.tap_row("code", str(CORRECTED_TO))
        else:
            hand.tap_icon("back")
        self.notebook.write("corrected", hand.clock)
        assert hand.place == "round", hand.place

    def _mend_clock(self, position: int) -> None:
        """Somebody sets the phone's clock six hours ahead, and hours later back."""
        if not self._has_wrong_clock:
            return
        for what, at, by_ms in (
            ("wrong clock", CLOCK_WRONG_FROM, SIX_HOURS_MS),
            ("right clock", CLOCK_RIGHT_FROM, -SIX_HOURS_MS),
        ):
            if position >= at and not self.notebook.has(what):
                self.hand.clock.set_wall(self.hand.clock.read().wall_ms + by_ms)
                self.notebook.write(what, self.hand.clock)

    def _end(self) -> None:
        hand = self.hand
        if hand.place == "round":
            hand.tap_icon("flag")
            hand.tap_row("code", str(END_REASON))
            hand.touch(
                next(w for w in hand.walk() if getattr(w, "icon", "") == "flag" and w.height > 80)
            )
        assert hand.place == "shift_over", hand.place
        self.notebook.write(f"ended: {hand.state.headline}", hand.clock)
        self._wait_for_signal()
        hand.tap("Send now")
        self._frames_until(lambda: hand.state.is_all_there)
        self.notebook.write(f"sent: {hand.state.headline}", hand.clock)

    def _wait_for_signal(self) -> None:
        self._frames_until((self.hand.app.fittings.folder / "signal").exists)

    def _frames_until(self, is_so: Any) -> None:
        for _ in range(MOST_FRAMES):
            if is_so():
                return
            self.hand.frames(1)
            self.hand.app.look()
        waiting = read_progress(self.hand.app.store).waiting
        raise AssertionError(f"still waiting: {self.hand.texts()}, {waiting} photos")


def main(folder: Path, url: str) -> None:
    """Open the app on the folder and work on."""
    notebook = Notebook(folder)
    clock = notebook.go_on()
    app = CrewApp(
        Fittings(
            folder=folder,
            marker_folder=folder / "no-backup",
            server_url=url,
            clock=clock,
            gps=NoGps(),
            camera=FolderCamera(folder / "pictures"),
        )
    )
    EventLoop.ensure_window()
    app.root = app.build()
    Window.add_widget(app.root)
    app.on_start()
    Oak(Finger(app, clock, notebook), has_wrong_clock="WRONG_CLOCK" in os.environ).work()
    app.on_stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
