"""Looks for unreachable objects while nobody touches the screen.

Python chooses its own moment for a full search, and with a whole round on the screen one takes 40 to 65 ms: felt in the
middle of a scroll. The small searches stay Python's.
"""

import gc

QUIET_S = 2.0  # untouched for so long: nobody is scrolling
RESTING_S = 1.0  # after so long, small things may be done that cost a frame or two
EVERY_S = 30.0
SELDOM = 1_000  # a full search by Python itself: only where nobody ever rests


class Sweeper:
    """Full searches at quiet times. All times in seconds of one steady clock."""

    def __init__(self, now_s: float) -> None:
        """From now on; the first search is due at the first quiet moment."""
        first, second, _ = gc.get_threshold()
        gc.set_threshold(first, second, SELDOM)
        self._touched_s = now_s
        self._swept_s = now_s - EVERY_S

    def touched(self, now_s: float) -> None:
        """Somebody touches the screen."""
        self._touched_s = now_s

    def is_resting(self, now_s: float) -> bool:
        """Whether the screen has not been touched for a while: a fling is over, too."""
        return now_s - self._touched_s >= RESTING_S

    def sweep_if_quiet(self, now_s: float) -> bool:
        """Search now if the screen rests and the last search is some time ago; whether it did."""
        if now_s - self._touched_s < QUIET_S or now_s - self._swept_s < EVERY_S:
            return False
        gc.collect()
        self._swept_s = now_s
        return True
