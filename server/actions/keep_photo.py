"""Gives a photo whose bytes are all here its name, and keeps row and files in agreement."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.photo_parts import Blob
from server.db.blobs import begin_anew, get_locked_blob, refuse_blob, verify_blob
from server.store.photo_files import WHOLE, PhotoFiles
from server.store.pictures import NotAPictureError, look_at, render


def keep_photo(session: Session, files: PhotoFiles, blob: Blob, now: datetime) -> str | None:
    """Look at a finished part and keep it; else the problem's code. Raises NoRoomError, with the part still there."""
    data = files.read_part(blob.sha256)
    if hashlib.sha256(data).hexdigest() != blob.sha256:
        files.drop_part(blob.sha256)
        begin_anew(session, blob.sha256)
        return "photo.hash_differs"
    try:
        picture = look_at(data)
    except NotAPictureError as error:
        files.drop_part(blob.sha256)
        refuse_blob(session, blob.sha256, error.code)
        return error.code
    kept = None
    if picture.clean is None:
        files.keep_part(blob.sha256)
    else:  # it came with metadata: only what is left without it is kept
        files.put(WHOLE, blob.sha256, picture.clean)
        files.drop_part(blob.sha256)
        kept = hashlib.sha256(picture.clean).hexdigest()
    verify_blob(session, blob, picture.mime, kept, now)
    return None


def agree_with_files(session: Session, files: PhotoFiles, blob: Blob, now: datetime) -> Blob:
    """The photo as it is. Where row and files differ, one was restored or a server was killed: the files are right."""
    if files.is_held(blob.sha256) == (blob.verified_at is not None):
        return blob
    blob = get_locked_blob(session, blob.sha256)  # whoever was just writing has ended
    if not files.is_held(blob.sha256):
        begin_anew(session, blob.sha256)
    elif blob.verified_at is None:
        _verify_held(session, files, blob, now)
    return get_locked_blob(session, blob.sha256)


def make_renditions(files: PhotoFiles, sha256: str) -> None:
    """Make what pages show of a photo that is here. Raises FileNotFoundError, NotAPictureError, NoRoomError."""
    for kind, rendition in render(_read_held(files, sha256)).items():
        files.put(kind, sha256, rendition)


def _verify_held(session: Session, files: PhotoFiles, blob: Blob, now: datetime) -> None:
    try:
        picture = look_at(_read_held(files, blob.sha256))
    except NotAPictureError:  # the storage has damaged it
        files.drop(blob.sha256)
        begin_anew(session, blob.sha256)
        return
    kept = files.hash_whole(blob.sha256)
    verify_blob(session, blob, picture.mime, None if kept == blob.sha256 else kept, now)


def _read_held(files: PhotoFiles, sha256: str) -> bytes:
    path = files.find(WHOLE, sha256)
    if path is None:
        raise FileNotFoundError(sha256)
    return path.read_bytes()
