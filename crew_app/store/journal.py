"""The second copy: every operation as one line of a text file, written after the commit and before the screen moves.

If the database is ever found damaged, these lines bring back everything that was shown as saved. A file a day, so
that old days can be dropped whole.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sync.ops import Op
from sync.wire import body_of

JOURNAL_NAME = "second-copy"


def add_line(folder: Path, op: Op) -> None:
    """Write one operation and wait until it is on the storage. Raises OSError."""
    path = folder / JOURNAL_NAME / f"{_day_of(op.time.wall_ms)}.jsonl"
    path.parent.mkdir(exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # a line of its own even where a power cut left half a line before it
        os.write(handle, f"\n{body_of(op)}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def list_bodies(folder: Path) -> Iterator[str]:
    """Every whole line, oldest file first. A line cut off by a power loss is left out: it was never shown as saved."""
    for path in sorted((folder / JOURNAL_NAME).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if _is_whole(line):
                yield line


def list_ids(folder: Path) -> frozenset[str]:
    """The ids of all operations in the second copy."""
    return frozenset(json.loads(body)["id"] for body in list_bodies(folder))


def drop_before(folder: Path, ms: int) -> None:
    """Delete the files of days that ended before `ms`."""
    for path in (folder / JOURNAL_NAME).glob("*.jsonl"):
        if path.stem < _day_of(ms):
            path.unlink()


def _day_of(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()


def _is_whole(line: str) -> bool:
    try:
        return "id" in json.loads(line)
    except ValueError:
        return False
