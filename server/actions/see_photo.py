"""Finds the file that shows a photo. Renditions are made when one is first asked for: most photos never are."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from server.actions.keep_photo import make_renditions
from server.core.photo_parts import PAST_ITS_TIME
from server.core.problems import Problem
from server.db.blobs import find_blob
from server.store.photo_files import LARGE, SMALL, WHOLE, NoRoomError, PhotoFiles
from server.store.pictures import RENDITION_MIME, NotAPictureError


class PhotoSize(StrEnum):
    """The longest side: 320 px, 1024 px, or as it came."""

    SMALL = SMALL
    LARGE = LARGE
    WHOLE = WHOLE


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A file that a browser can show."""

    path: Path
    mime: str


def see_photo(session: Session, files: PhotoFiles, sha256: str, size: PhotoSize) -> ShownPhoto:
    """The photo in a size. Raises Problem photo.not_here, photo.past_its_time."""
    blob = find_blob(session, sha256)
    if blob is not None and blob.refused == PAST_ITS_TIME:
        raise Problem(PAST_ITS_TIME)
    if blob is None or blob.verified_at is None:
        raise Problem("photo.not_here")
    path = files.find(size, sha256) or _made(files, sha256, size)
    return ShownPhoto(path, blob.mime if size is PhotoSize.WHOLE else RENDITION_MIME)


def _made(files: PhotoFiles, sha256: str, size: PhotoSize) -> Path:
    try:
        make_renditions(files, sha256)
    except (FileNotFoundError, NotAPictureError, NoRoomError) as error:
        raise Problem("photo.not_here") from error
    path = files.find(size, sha256)
    if path is None:
        raise Problem("photo.not_here")
    return path
