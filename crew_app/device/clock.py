"""The handset's clocks. The only place of the app that reads one.

A wall clock can be set by anybody; the boot clock cannot, and runs on while the phone sleeps. `sync.clock` makes
the corrected time of both.
"""

import time
from pathlib import Path
from typing import Protocol

from crew_app.device.platform import IS_ANDROID
from sync.clock import Reading


class Clock(Protocol):
    """What tells the time."""

    def read(self) -> Reading:
        """Both clocks at this instant."""


class SystemClock:
    """The clocks of the phone or computer the app runs on."""

    def __init__(self) -> None:
        self._boot_id = _find_boot_id()

    def read(self) -> Reading:
        """Both clocks at this instant."""
        return Reading(
            wall_ms=time.time_ns() // 1_000_000,
            boot_ms=time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
            boot_id=self._boot_id,
        )


class HandClock:
    """A clock moved by hand: for tests, pictures and replays. Passing time moves both clocks."""

    def __init__(self, wall_ms: int, boot_ms: int = 3_600_000, boot_id: str = "boot-1") -> None:
        self._wall_ms, self._boot_ms, self._boot_id = wall_ms, boot_ms, boot_id

    def read(self) -> Reading:
        """Both clocks at this instant."""
        return Reading(self._wall_ms, self._boot_ms, self._boot_id)

    def pass_time(self, ms: int) -> None:
        """Let time go by."""
        self._wall_ms += ms
        self._boot_ms += ms

    def set_wall(self, wall_ms: int) -> None:
        """Set the wall clock, as somebody does in the phone's settings."""
        self._wall_ms = wall_ms

    def reboot(self, boot_id: str) -> None:
        """Start again: the boot clock begins at nought under another id."""
        self._boot_ms, self._boot_id = 0, boot_id


def _find_boot_id() -> str:
    if IS_ANDROID:
        return _find_android_boot_count()
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def _find_android_boot_count() -> str:
    """`Settings.Global.BOOT_COUNT`: an app may not read the kernel's boot id on Android."""
    from jnius import autoclass  # noqa: PLC0415 - exists on Android only

    context = autoclass("org.kivy.android.PythonActivity").mActivity
    context = context or autoclass("org.kivy.android.PythonService").mService
    settings = autoclass("android.provider.Settings$Global")
    return f"boot-{settings.getInt(context.getContentResolver(), settings.BOOT_COUNT, 0)}"
