"""One sender at a time: the app's thread and the service's process take turns by a lock file.

Sending twice at once would lose nothing, but cost battery and data for the same records.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK_NAME = "sending.lock"


@contextmanager
def take_turn(folder: Path) -> Iterator[bool]:
    """Whether it is ours to send now; held while the block lasts, and given back even when killed."""
    with (folder / LOCK_NAME).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
