"""Corrected time: the server's time carried on by the device's boot clock, which nobody can set. Pure.

Order never depends on a wall clock and no operation is refused for its time; the quality says how far to trust it.
"""

from dataclasses import dataclass

from sync.words import ClockQuality

DRIFT_PPM = 100  # what a handset's boot clock may lose or gain: 8.6 s a day


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at a device's clocks: Unix milliseconds, milliseconds since boot, and which boot."""

    wall_ms: int
    boot_ms: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The server's time at one reading of the device's clocks. It is right to within `slack_ms`."""

    server_ms: int
    wall_ms: int
    boot_ms: int
    boot_id: str
    slack_ms: int = 0


def corrected_time(
    anchor: Anchor | None, wall_ms: int, boot_ms: int, boot_id: str
) -> tuple[int, ClockQuality]:
    """The corrected Unix milliseconds of a reading, and how they were found.

    Same boot: anchor plus elapsed boot time. Another boot: wall clock plus the last offset. No anchor: wall clock.
    """
    if anchor is None:
        return wall_ms, ClockQuality.RAW
    if anchor.boot_id == boot_id and boot_ms >= anchor.boot_ms:
        return anchor.server_ms + boot_ms - anchor.boot_ms, ClockQuality.ANCHORED
    return wall_ms + anchor.server_ms - anchor.wall_ms, ClockQuality.OFFSET


def anchor_of_answer(server_ms: int, asked: Reading, answered: Reading) -> Anchor:
    """The anchor that an answer gives: the server's time belongs to the middle between question and answer."""
    half = max(0, answered.boot_ms - asked.boot_ms) // 2 if asked.boot_id == answered.boot_id else 0
    return Anchor(
        server_ms, answered.wall_ms - half, answered.boot_ms - half, answered.boot_id, half
    )


def better_anchor(old: Anchor | None, new: Anchor) -> Anchor:
    """The one to keep: the new one, unless the old one of the same boot is still surer after its drift."""
    if old is None or old.boot_id != new.boot_id:
        return new
    drift = (new.boot_ms - old.boot_ms) * DRIFT_PPM // 1_000_000
    return old if 0 <= old.slack_ms + drift < new.slack_ms else new
