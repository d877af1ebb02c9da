"""The second copy: every operation as one line of a text file, on the storage before the screen moves.

It is what a tap waits for (decision 0010): the database has the operation by then and brings it to the storage a little
later. A power cut may take the database back by some operations; the lines bring them forward again with the numbers
they had. And if the database is ever found damaged, they bring back everything that was shown as saved.

The files are written in pieces, each laid out in full first, so that a line changes nothing but its own bytes.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

JOURNAL_NAME = "second-copy"
PIECE_BYTES = 128 * 1024  # some 300 operations
_BLANK = b"\n"


@dataclass(frozen=True, slots=True)
class Line:
    """An operation with the number it was given. An empty inc: a line of which the number is not known."""

    inc: str
    seq: int
    body: str

    @property
    def op_id(self) -> str:
        """The id of the operation."""
        return str(json.loads(self.body)["id"])


class SecondCopy:
    """Writes the second copy, in pieces of its own. Lines stay in the order of the log: one that failed goes first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / JOURNAL_NAME
        self._late: list[Line] = []
        self._handle = -1
        self._at = self._end = 0

    def prepare(self) -> None:
        """Lay out the next piece now, so that no tap has to. Raises OSError."""
        if self._handle < 0:
            self._begin_piece(PIECE_BYTES)

    def add(self, *lines: Line) -> None:
        """Write lines and wait until they are on the storage. Raises OSError; then they go before the next one."""
        self._late += lines
        data = "".join(f"\n{late.seq} {late.inc} {late.body}\n" for late in self._late).encode()
        if self._handle < 0 or self._at + len(data) > self._end:
            self._begin_piece(max(PIECE_BYTES, len(data)))
        if os.pwrite(self._handle, data, self._at) < len(data):
            raise OSError("the storage took only a part of a line")
        os.fdatasync(self._handle)
        self._at += len(data)
        self._late.clear()

    def close(self) -> None:
        """Close the piece, cut to what was written. A later line begins another one."""
        if self._handle >= 0:
            os.ftruncate(self._handle, self._at)
            os.close(self._handle)
        self._handle = -1

    def _begin_piece(self, size: int) -> None:
        self.close()
        self._folder.mkdir(exist_ok=True)
        pieces = _list_pieces(self._folder.parent)
        if pieces:
            _cut_to_lines(pieces[-1])
        number = max((int(path.stem) for path in pieces if path.stem.isdigit()), default=0) + 1
        path = self._folder / f"{number:06d}.lines"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            if os.write(handle, _BLANK * size) < size:
                raise OSError("no room for the second copy")
            os.fsync(handle)
            _sync_folder(self._folder)
        except OSError:
            os.close(handle)
            path.unlink(missing_ok=True)
            raise
        self._handle, self._at, self._end = handle, 0, size


def list_lines(folder: Path) -> Iterator[Line]:
    """Every whole line, oldest first. A line cut off by a power loss is left out: it was never shown as saved."""
    for path in _list_pieces(folder):
        yield from read_piece(path)


def list_newest_pieces(folder: Path) -> Iterator[list[Line]]:
    """The lines of each piece that has any, newest piece first, each in its order."""
    for path in reversed(_list_pieces(folder)):
        lines = read_piece(path)
        if lines:
            yield lines


def list_bodies(folder: Path) -> Iterator[str]:
    """The operations of every whole line, oldest first."""
    return (line.body for line in list_lines(folder))


def list_ids(folder: Path) -> frozenset[str]:
    """The ids of all operations in the second copy."""
    return frozenset(line.op_id for line in list_lines(folder))


def drop_before(folder: Path, ms: int) -> None:
    """Delete the oldest pieces of which every line was recorded before `ms`, by the phone's own clock."""
    for path in _list_pieces(folder)[:-1]:  # the newest one is being written
        if any(_wall_ms(line) >= ms for line in read_piece(path)):
            return
        path.unlink()


def read_piece(path: Path) -> list[Line]:
    """The whole lines of a piece."""
    text = path.read_text(encoding="utf-8", errors="replace").replace("\x00", "\n")
    found = (_find_line(line) for line in text.split("\n") if line)
    return [line for line in found if line is not None]


def _find_line(text: str) -> Line | None:
    seq, _, rest = text.partition(" ")
    inc, _, body = rest.partition(" ")
    if text.startswith("{"):
        seq, inc, body = "0", "", text
    try:
        return Line(inc, int(seq), body) if "id" in json.loads(body) else None
    except ValueError:
        return None


def _wall_ms(line: Line) -> int:
    return int(json.loads(line.body)["time"]["wall_ms"])


def _list_pieces(folder: Path) -> list[Path]:
    return sorted((folder / JOURNAL_NAME).glob("*.lines"))


def _cut_to_lines(path: Path) -> None:
    """Cut off what was laid out and never written on: the process before this one was killed."""
    used = len(path.read_bytes().rstrip(_BLANK))
    if used:
        os.truncate(path, used + 1)
    else:
        path.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
