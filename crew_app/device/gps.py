"""Where the phone is. Runs only during a shift; a position is never a mark by itself.

plyer calls back on a thread of its own, so the last fix is swapped in one assignment and nobody else is called.
"""

import importlib
from dataclasses import dataclass
from typing import Any, Protocol

from crew_app.device.clock import Clock
from sync.ops import Position


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


class NoGps:
    """No position: a desktop without a replay, or a permission refused."""

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    def find_fix(self) -> Fix | None:
        """There is none."""
        return None


class ReplayGps:
    """Plays a recorded track against the clock: rows of (ms since start, lat7, lon7, acc_dm)."""

    def __init__(self, track: tuple[tuple[int, int, int, int], ...], clock: Clock) -> None:
        self._track, self._clock = track, clock
        self._started_ms: int | None = None

    def start(self) -> None:
        """Begin to play from the first row."""
        self._started_ms = self._clock.read().boot_ms

    def stop(self) -> None:
        """Stop; a later start plays from the first row again."""
        self._started_ms = None

    def find_fix(self) -> Fix | None:
        """The last row whose time has come."""
        if self._started_ms is None:
            return None
        played_ms = self._clock.read().boot_ms - self._started_ms
        past = [row for row in self._track if row[0] <= played_ms]
        if not past:
            return None
        ms, lat7, lon7, acc_dm = past[-1]
        return Fix(lat7, lon7, acc_dm, self._started_ms + ms)


class PlyerGps:
    """The handset's own receiver, through plyer."""

    def __init__(self, clock: Clock, every_ms: int = 2_000, every_m: float = 3.0) -> None:
        self._clock, self._every_ms, self._every_m = clock, every_ms, every_m
        self._fix: Fix | None = None
        self._gps: Any = importlib.import_module("plyer").gps

    def start(self) -> None:
        """Ask the receiver for fixes."""
        self._gps.configure(on_location=self._take)
        self._gps.start(minTime=self._every_ms, minDistance=self._every_m)

    def stop(self) -> None:
        """Let the receiver sleep and forget where we are."""
        self._gps.stop()
        self._fix = None

    def find_fix(self) -> Fix | None:
        """The last fix received."""
        return self._fix

    def _take(self, **values: float) -> None:
        self._fix = Fix(
            lat7=round(values["lat"] * 1e7),
            lon7=round(values["lon"] * 1e7),
            acc_dm=round(values.get("accuracy", 0.0) * 10),
            boot_ms=self._clock.read().boot_ms,
        )


def find_position(gps: Gps, clock: Clock) -> Position | None:
    """The position an operation carries, with the age of its fix, or None."""
    fix = gps.find_fix()
    if fix is None:
        return None
    age_ms = max(0, clock.read().boot_ms - fix.boot_ms)
    return Position(fix.lat7, fix.lon7, fix.acc_dm, age_ms // 1000)
