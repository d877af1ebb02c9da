"""Everything that falls due by itself: verdicts whose deadline passed, data past its retention, photos nobody names."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.decide_report import retry_failed_returns
from server.actions.open_unfinished import open_unfinished
from server.actions.rejudge import rejudge_due
from server.actions.sweep_photos import PhotosSwept, sweep_photos
from server.actions.tell_devices import tell_devices
from server.core.photo_parts import NAMED_KEPT
from server.db.changes import prune_changes
from server.db.council import get_council
from server.db.locks import try_lock
from server.db.retention import TRACKS_KEPT, Purged, delete_expired
from server.store.photo_files import PhotoFiles

CHANGES_KEPT = timedelta(days=60)  # a device that was silent for longer starts from a new pack
MOST_PRUNED = 50_000


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What one look found to do."""

    rejudged: int
    purged: Purged
    photos: PhotosSwept = field(default_factory=PhotosSwept)
    unfinished: int = 0  # incidents opened on streets that a squad left without a word
    retried: int = 0  # returns asked for once more


def do_due_work(
    session: Session,
    now: datetime,
    files: PhotoFiles | None = None,
    photos_kept: timedelta = NAMED_KEPT,
    tracks_kept: timedelta = TRACKS_KEPT,
) -> WorkDone | None:
    """Do what is due. None when another process is at it: it will do all there is. files: None leaves photos alone."""
    if not try_lock(session, "due_work"):
        return None
    today = now.astimezone(get_council(session).timezone).date()
    unfinished, retried = open_unfinished(session, now), retry_failed_returns(session, now)
    rejudged, purged = rejudge_due(session, now), delete_expired(session, now, today, tracks_kept)
    swept = PhotosSwept() if files is None else sweep_photos(session, files, now, photos_kept)
    prune_changes(session, now - CHANGES_KEPT, MOST_PRUNED)
    tell_devices(session, now)
    return WorkDone(rejudged, purged, swept, unfinished, retried)
