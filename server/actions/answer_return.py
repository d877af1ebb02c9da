"""A manager notes what became of a return that no handheld answered: squads without the app go back too."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from server.actions.rejudge import rejudge_places
from server.actions.tell_devices import tell_devices
from server.core.facts import TouchedPlace
from server.core.problems import Problem
from server.db.audit import Change, add_change
from server.db.returns import answer_return
from sync.words import ReturnOutcome


def answer_return_by_hand(
    session: Session, return_id: UUID, outcome: ReturnOutcome, now: datetime, by: UUID | None
) -> None:
    """Note it, judge what hangs on it again, and tell devices: the last thing to be written.

    Raises Problem `return.not_open`.
    """
    place = answer_return(session, str(return_id), outcome.value, now)
    if place is None:
        raise Problem("return.not_open")
    add_change(session, Change(f"return.{outcome.value}", f"return:{return_id}", by), now)
    rejudge_places(session, frozenset({TouchedPlace(*place)}), now)
    tell_devices(session, now)
