"""Exchanges one after the other in each process, first come first served: at the end of a shift all come at once.

Several at once in one process only wait for each other: for the interpreter between any two statements, and meanwhile
with locks in hand that the other processes wait for. Processes work side by side, as many as there are cores.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn, and have it until the end of the block."""
        self._wait()
        try:
            yield
        finally:
            self._hand_on()

    def count_waiting(self) -> int:
        """How many wait for their turn."""
        with self._guard:
            return len(self._waiting)

    def _wait(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()  # released by whoever hands it on

    def _hand_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
