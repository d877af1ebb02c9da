"""A simulated handset's clocks: a wall clock that people set wrong, and a boot clock that nobody can set."""

from dataclasses import dataclass, replace

from sync.clock import Reading


@dataclass(frozen=True, slots=True)
class Clocks:
    """wall_off_ms: how much the wall clock is ahead of true time. booted_ms: true time of the last start."""

    wall_off_ms: int
    booted_ms: int
    handset: str
    boots: int = 1

    def read(self, now_ms: int) -> Reading:
        """What they show at a true time."""
        return Reading(
            now_ms + self.wall_off_ms, now_ms - self.booted_ms, f"{self.handset}/{self.boots}"
        )

    def set_off(self, by_ms: int) -> "Clocks":
        """Somebody moved the wall clock."""
        return replace(self, wall_off_ms=self.wall_off_ms + by_ms)

    def rebooted(self, now_ms: int) -> "Clocks":
        """Switched off and on."""
        return replace(self, booted_ms=now_ms, boots=self.boots + 1)
