"""Lets photos go whose time is over or that no operation names, and parts that nobody goes on with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.core.photo_parts import NAMED_KEPT, PAST_ITS_TIME, UNFINISHED_KEPT, UNNAMED_KEPT
from server.db.blob_sweeps import (
    delete_old_days,
    delete_unnamed,
    let_go,
    list_kept,
    reset_unfinished,
)
from server.store.photo_files import PhotoFiles

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PhotosSwept:
    """How many photos and parts went. old: their time was over."""

    unnamed: int = 0
    unfinished: int = 0
    old: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.unnamed + self.unfinished + self.old


@dataclass(frozen=True, slots=True)
class PhotosChecked:
    """What a look at all files found, by name. stray: of no complete photo; damaged: other bytes than were kept."""

    looked_at: int
    stray: tuple[str, ...]
    damaged: tuple[str, ...]


def sweep_photos(
    session: Session, files: PhotoFiles, now: datetime, kept: timedelta = NAMED_KEPT
) -> PhotosSwept:
    """Delete what is past its time, a bounded number at once. The rows' locks hold back whoever sends just now.

    kept: for how long photos stay that somebody names.

    Files go before the commit: if that fails, a row without its file begins anew by itself.
    """
    unnamed = delete_unnamed(session, now - UNNAMED_KEPT, MOST_AT_ONCE)
    for sha256 in unnamed:
        files.drop(sha256)
    unfinished = reset_unfinished(session, now - UNFINISHED_KEPT, MOST_AT_ONCE)
    for sha256 in unfinished:
        files.drop_part(sha256)
    old = let_go(session, now - kept, PAST_ITS_TIME, MOST_AT_ONCE)
    for sha256 in old:
        files.drop(sha256)
    delete_old_days(session, now - UNNAMED_KEPT)
    return PhotosSwept(len(unnamed), len(unfinished), len(old))


def check_photos(session: Session, files: PhotoFiles) -> PhotosChecked:
    """Hash every file again. Changes nothing: a stray file heals by itself when its operation is sent again."""
    names = sorted(files.list_whole())
    kept = list_kept(session, names)
    damaged = [name for name in names if name in kept and files.hash_whole(name) != kept[name]]
    stray = [name for name in names if name not in kept]
    return PhotosChecked(len(names), tuple(stray), tuple(damaged))
