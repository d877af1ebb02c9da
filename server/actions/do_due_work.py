"""Everything that falls due by itself: verdicts whose deadline passed, data past its retention."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.actions.rejudge import rejudge_due
from server.db.council import get_council
from server.db.locks import try_lock
from server.db.retention import Purged, delete_expired


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What one look found to do."""

    rejudged: int
    purged: Purged


def do_due_work(session: Session, now: datetime) -> WorkDone | None:
    """Do what is due. None when another process is at it: it will do all there is."""
    if not try_lock(session, "due_work"):
        return None
    today = now.astimezone(get_council(session).timezone).date()
    return WorkDone(rejudge_due(session, now), delete_expired(session, now, today))
