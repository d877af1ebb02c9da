"""Lets photos go that no operation names, parts that nobody goes on with, and files that no row knows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.photo_parts import UNFINISHED_KEPT, UNNAMED_KEPT
from server.db.blob_sweeps import delete_old_days, delete_unnamed, list_kept, reset_unfinished
from server.store.photo_files import PhotoFiles

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PhotosSwept:
    """How many photos and parts went."""

    unnamed: int = 0
    unfinished: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.unnamed + self.unfinished


@dataclass(frozen=True, slots=True)
class PhotosChecked:
    """What a look at all files found, by name. stray: of no complete photo; damaged: other bytes than were kept."""

    looked_at: int
    stray: tuple[str, ...]
    damaged: tuple[str, ...]


def sweep_photos(session: Session, files: PhotoFiles, now: datetime) -> PhotosSwept:
    """Delete what is past its time, a bounded number at once. The rows' locks hold back whoever sends just now.

    Files go before the commit: if that fails, a row without its file begins anew by itself.
    """
    unnamed = delete_unnamed(session, now - UNNAMED_KEPT, MOST_AT_ONCE)
    for sha256 in unnamed:
        files.drop(sha256)
    unfinished = reset_unfinished(session, now - UNFINISHED_KEPT, MOST_AT_ONCE)
    for sha256 in unfinished:
        files.drop_part(sha256)
    delete_old_days(session, now - UNNAMED_KEPT)
    return PhotosSwept(len(unnamed), len(unfinished))


def check_photos(session: Session, files: PhotoFiles) -> PhotosChecked:
    """Hash every file again. Changes nothing: a stray file heals by itself when its operation is sent again."""
    names = sorted(files.list_whole())
    kept = list_kept(session, names)
    damaged = [name for name in names if name in kept and files.hash_whole(name) != kept[name]]
    stray = [name for name in names if name not in kept]
    return PhotosChecked(len(names), tuple(stray), tuple(damaged))
