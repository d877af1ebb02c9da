"""Where the phone is. Runs only during a shift; a position is never a mark by itself.

plyer calls back on a thread of its own, so a fix is noted in one step that needs no lock, and nobody else is called.
Starting what listens already, or stopping what does not, changes nothing.
"""

import importlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from crew_app.device.clock import Clock
from crew_app.device.position_permission import ask_for_position
from sync.ops import Position

Rows = tuple[tuple[int, int, int, int], ...]
MOST_FIXES_HELD = (
    3_600  # between two looks; the app looks every second unless Android put it to sleep
)


@dataclass(frozen=True, slots=True)
class Fix:
    """A position: 1e-7 degree, accuracy in decimetres, and the boot clock (ms) when it was taken."""

    lat7: int
    lon7: int
    acc_dm: int
    boot_ms: int


class Gps(Protocol):
    """What knows the position."""

    def start(self) -> None:
        """Begin to listen: a shift has started."""

    def stop(self) -> None:
        """Stop listening: the shift is over."""

    def find_fix(self) -> Fix | None:
        """The last fix, or None when there is none."""

    def drain_fixes(self) -> tuple[Fix, ...]:
        """Every fix since this was last asked, in order; each is given once."""


class NoGps:
    """No position: a desktop without a replay, or a permission refused."""

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    def find_fix(self) -> Fix | None:
        """There is none."""
        return None

    def drain_fixes(self) -> tuple[Fix, ...]:
        """There are none."""
        return ()


class ReplayGps:
    """Plays a track against the clock: rows of (ms since start, lat7, lon7, acc_dm), or what finds them then."""

    def __init__(self, track: Rows | Callable[[], Rows], clock: Clock) -> None:
        self._find = track if callable(track) else lambda: track
        self._track: Rows = ()
        self._clock = clock
        self._started_ms: int | None = None
        self._given = 0

    def start(self) -> None:
        """Begin to play from the first row."""
        if self._started_ms is None:
            self._track = self._find()
            self._started_ms, self._given = self._clock.read().boot_ms, 0

    def stop(self) -> None:
        """Stop; a later start plays from the first row again."""
        self._started_ms = None

    def find_fix(self) -> Fix | None:
        """The last row whose time has come."""
        played = self._list_played()
        return played[-1] if played else None

    def drain_fixes(self) -> tuple[Fix, ...]:
        """The rows whose time has come since this was last asked."""
        played = self._list_played()
        new, self._given = played[self._given :], len(played)
        return new

    def _list_played(self) -> tuple[Fix, ...]:
        if self._started_ms is None:
            return ()
        played_ms = self._clock.read().boot_ms - self._started_ms
        return tuple(
            Fix(lat7, lon7, acc_dm, self._started_ms + ms)
            for ms, lat7, lon7, acc_dm in self._track
            if ms <= played_ms
        )


class PlyerGps:
    """The handset's own receiver, through plyer."""

    def __init__(self, clock: Clock, every_ms: int = 2_000, every_m: float = 3.0) -> None:
        self._clock, self._every_ms, self._every_m = clock, every_ms, every_m
        self._fix: Fix | None = None
        self._new: deque[Fix] = deque(maxlen=MOST_FIXES_HELD)
        self._is_on = self._listens = False
        self._gps: Any = importlib.import_module("plyer").gps

    def start(self) -> None:
        """Ask the receiver for fixes; the first time, Android asks the squad whether it may."""
        if self._is_on:
            return
        self._is_on = True
        ask_for_position(self._listen)

    def stop(self) -> None:
        """Let the receiver sleep and forget where we are."""
        if not self._is_on:
            return
        self._is_on = False
        if self._listens:
            self._gps.stop()
        self._listens, self._fix = False, None
        self._new.clear()

    def find_fix(self) -> Fix | None:
        """The last fix received."""
        return self._fix

    def drain_fixes(self) -> tuple[Fix, ...]:
        """The fixes received since this was last asked."""
        return tuple(self._new.popleft() for _ in range(len(self._new)))

    def _listen(self) -> None:
        if self._is_on:  # the shift may have ended while Android asked
            self._gps.configure(on_location=self._take)
            self._gps.start(minTime=self._every_ms, minDistance=self._every_m)
            self._listens = True

    def _take(self, **values: float) -> None:
        fix = Fix(
            lat7=round(values["lat"] * 1e7),
            lon7=round(values["lon"] * 1e7),
            acc_dm=round(values.get("accuracy", 0.0) * 10),
            boot_ms=self._clock.read().boot_ms,
        )
        if self._is_on:
            self._fix = fix
            self._new.append(fix)


def find_position(gps: Gps, clock: Clock) -> Position | None:
    """The position an operation carries, with the age of its fix, or None."""
    fix = gps.find_fix()
    if fix is None:
        return None
    age_ms = max(0, clock.read().boot_ms - fix.boot_ms)
    return Position(fix.lat7, fix.lon7, fix.acc_dm, age_ms // 1000)
