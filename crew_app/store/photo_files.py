"""Photos as files of the phone, named by their SHA-256. A file is on the storage before any record names it."""

import errno
import hashlib
import os
from pathlib import Path

from crew_app.store.database import Store, drop_ballast
from crew_app.store.problems import StoreBrokenError, StoreError, StoreFullError
from sync.ops import Attachment

FOLDER = "photos"
MIME = "image/jpeg"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def keep_photo(store: Store, data: bytes) -> Attachment:
    """Write a prepared photo and wait until it is on the storage. Raises StoreError; then there is no such photo.

    A phone whose storage is full gets the room kept aside and one more try, as for any record.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        _write(store, sha256, data)
    except StoreFullError:
        if not drop_ballast(store.folder):
            raise
        _write(store, sha256, data)
    return Attachment(sha256, len(data), MIME)


def read_slice(store: Store, sha256: str, start: int, length: int) -> bytes:
    """A part of a photo. Raises StoreBrokenError where the file is gone or shorter."""
    try:
        with find_path(store, sha256).open("rb") as file:
            file.seek(start)
            data = file.read(length)
    except OSError as error:
        raise StoreBrokenError(str(error)) from error
    if len(data) < length:
        raise StoreBrokenError(f"photo {sha256} ends before {start + length}")
    return data


def is_intact(store: Store, sha256: str) -> bool:
    """Whether the file still holds what its name says."""
    try:
        with find_path(store, sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def drop_file(store: Store, sha256: str) -> None:
    """Delete the file, and its small picture."""
    find_path(store, sha256).unlink(missing_ok=True)
    find_small_path(store, sha256).unlink(missing_ok=True)


def list_files(store: Store) -> dict[str, int]:
    """When each file was written, in wall-clock milliseconds, by the photo's name."""
    found = (store.folder / FOLDER).glob("*.jpg")
    return {path.stem: path.stat().st_mtime_ns // 1_000_000 for path in found}


def find_path(store: Store, sha256: str) -> Path:
    """Where a photo's file is, or would be."""
    return store.folder / FOLDER / f"{sha256}.jpg"


def find_small_path(store: Store, sha256: str) -> Path:
    """Where the small picture of a photo is, or would be. It can be made again at any time."""
    return store.folder / FOLDER / "small" / f"{sha256}.jpg"


def _write(store: Store, sha256: str, data: bytes) -> None:
    path = find_path(store, sha256)
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(exist_ok=True)
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _translate(error) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _translate(error: OSError) -> StoreError:
    return StoreFullError(str(error)) if error.errno in _NO_ROOM else StoreBrokenError(str(error))
