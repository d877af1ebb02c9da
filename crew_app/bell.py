"""How the screens reach the worker, which may be asleep for minutes or in the midst of a request."""

import threading

GATHER_S = 2.0  # what is recorded within it goes in one exchange: radio costs battery


class Bell:
    """How the screens reach the worker: ring when something was recorded, hurry when somebody asks to try now."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._hurry = threading.Event()
        self._stopped = False

    def ring(self) -> None:
        """Something was recorded."""
        self._rung.set()

    def hurry(self) -> None:
        """Try now."""
        self._hurry.set()
        self._rung.set()

    def stop(self) -> None:
        """End the worker after the request under way."""
        self._stopped = True
        self.hurry()

    @property
    def is_stopped(self) -> bool:
        """Whether the worker is to end."""
        return self._stopped

    def wait(self, seconds: float) -> bool:
        """Wait until it is rung or the time is over. Whether somebody asked to try now."""
        rung = self._rung.wait(seconds)
        if rung:
            self._hurry.wait(GATHER_S)
        self._rung.clear()
        hurried = self._hurry.is_set()
        self._hurry.clear()
        return hurried
