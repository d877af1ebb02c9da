"""The background process: looks for what is due, again and again, until it is told to stop."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from server.actions.do_due_work import WorkDone, do_due_work
from server.core.photo_parts import NAMED_KEPT
from server.db.retention import TRACKS_KEPT
from server.db.session import transaction
from server.store.photo_files import PhotoFiles

LOG = logging.getLogger(__name__)


def look_once(
    files: PhotoFiles | None = None,
    photos_kept: timedelta = NAMED_KEPT,
    tracks_kept: timedelta = TRACKS_KEPT,
) -> WorkDone | None:
    """One look, one transaction. Needs an application context."""
    with transaction() as session:
        return do_due_work(session, datetime.now(UTC), files, photos_kept, tracks_kept)


def keep_looking(
    stop: threading.Event, every_s: float, look: Callable[[], WorkDone | None]
) -> None:
    """Look every `every_s` seconds until `stop` is set. A look that fails is logged and tried again."""
    while not stop.is_set():
        try:
            done = look()
        except Exception:  # one bad look must not end all later ones; the log has it
            LOG.exception("due work failed; it is tried again in %s s", every_s)
        else:
            if done is not None and (done.rejudged or done.purged.total or done.photos.total):
                counts = (done.rejudged, done.purged.total, done.photos.total)
                LOG.info("judged again: %d, deleted: %d, photos: %d", *counts)
        stop.wait(every_s)
