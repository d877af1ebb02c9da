"""Photos as files, named by the SHA-256 of what the device sent, in two levels of folders. The one adapter.

    whole/ab/cd/<sha256>          the photo
    large/ab/cd/<sha256>          a rendition
    small/ab/cd/<sha256>
    parts/<sha256>                a photo that is still arriving

What a function here has written is on the storage when it returns. A whole photo or a rendition appears at once or not
at all. Who may write to a photo is decided outside, under the lock of its row.
"""

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WHOLE, LARGE, SMALL, PARTS = "whole", "large", "small", "parts"
KINDS = (WHOLE, LARGE, SMALL)
NAME = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoomError(Exception):
    """The storage for photos is full. Nothing that was confirmed is lost."""


@dataclass(frozen=True, slots=True)
class PhotoFiles:
    """The photos below one folder."""

    folder: Path

    def part_size(self, sha256: str) -> int:
        """Bytes of the unfinished photo; 0 when there is none."""
        try:
            return self._part(sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def is_held(self, sha256: str) -> bool:
        """Whether the whole photo is here."""
        return self._place(WHOLE, sha256).is_file()

    def find(self, kind: str, sha256: str) -> Path | None:
        """The file of the photo or of one of its renditions."""
        path = self._place(kind, sha256)
        return path if path.is_file() else None

    def add_to_part(self, sha256: str, offset: int, data: bytes, *, is_last: bool = False) -> None:
        """Put bytes at `offset`; whatever stood behind is cut off. Raises NoRoomError, with the part as it was.

        is_last: the photo is kept or dropped next, so that nobody looks for the part by its name.
        """
        path = self._part(sha256)
        try:
            fresh = not path.exists()
            _make_folder(path.parent)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                _put_at(handle, offset, data)
            finally:
                os.close(handle)
            if fresh and not is_last:
                _sync_folder(path.parent)
        except OSError as error:
            raise _translate(error) from error

    def read_part(self, sha256: str) -> bytes:
        """The unfinished photo, as far as it is here."""
        return self._part(sha256).read_bytes()

    def drop_part(self, sha256: str) -> None:
        """Delete the unfinished photo."""
        self._part(sha256).unlink(missing_ok=True)

    def keep_part(self, sha256: str) -> None:
        """Make the finished part the whole photo."""
        try:
            place = self._place(WHOLE, sha256)
            _make_folder(place.parent)
            _move(self._part(sha256), place)
        except OSError as error:
            raise _translate(error) from error

    def put(self, kind: str, sha256: str, data: bytes) -> None:
        """Write a whole photo or a rendition at once. Raises NoRoomError."""
        place = self._place(kind, sha256)
        draft = place.with_name(f".{sha256}.{secrets.token_hex(4)}")
        try:
            _make_folder(place.parent)
            _write_whole(draft, data)
            _move(draft, place)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise _translate(error) from error

    def drop(self, sha256: str) -> None:
        """Delete all there is of a photo."""
        for kind in KINDS:
            self._place(kind, sha256).unlink(missing_ok=True)
        self.drop_part(sha256)

    def list_parts(self) -> Iterator[str]:
        """The names of all unfinished photos."""
        return (path.name for path in (self.folder / PARTS).glob("*") if NAME.fullmatch(path.name))

    def list_whole(self) -> Iterator[str]:
        """The names of all whole photos."""
        found = (self.folder / WHOLE).glob("??/??/*")
        return (path.name for path in found if NAME.fullmatch(path.name))

    def hash_whole(self, sha256: str) -> str:
        """The SHA-256 of the file kept."""
        with self._place(WHOLE, sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _place(self, kind: str, sha256: str) -> Path:
        name = _checked(sha256)
        return self.folder / kind / name[:2] / name[2:4] / name

    def _part(self, sha256: str) -> Path:
        return self.folder / PARTS / _checked(sha256)


def _checked(sha256: str) -> str:
    """The name, if it is one: whatever else comes here must never become a path."""
    if NAME.fullmatch(sha256) is None:
        raise ValueError("not a SHA-256")
    return sha256


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that none of them is lost with a power cut."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _move(path: Path, place: Path) -> None:
    path.replace(place)
    _sync_folder(place.parent)


def _put_at(handle: int, offset: int, data: bytes) -> None:
    os.ftruncate(handle, offset)
    try:
        written = 0
        while written < len(data):
            written += os.pwrite(handle, memoryview(data)[written:], offset + written)
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, offset)
        raise


def _write_whole(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        _put_at(handle, 0, data)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _translate(error: OSError) -> Exception:
    return NoRoomError(str(error)) if error.errno in _NO_ROOM else error
