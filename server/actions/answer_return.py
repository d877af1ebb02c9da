"""A manager notes what became of a return that no handheld answered, and takes a wrong note back.

Squads without the app go back too.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from server.actions.rejudge import lock_rounds, rejudge_places
from server.actions.tell_devices import tell_devices
from server.core.facts import TouchedPlace
from server.core.problems import Problem
from server.db.audit import Change, add_change
from server.db.return_answers import (
    find_street_of_return,
    retract_noted_answer,
    settle_returns,
)
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


def take_back_note(
    session: Session, return_id: UUID, answer: int, now: datetime, by: UUID | None
) -> str | None:
    """Take a note back, judge what hangs on it again, and tell devices: the last thing to be written.

    answer: its number in the return's history. Gives the return's incident, if it has one. What counts then is the
    latest answer that still stands; without any the return waits again. Raises Problem `return.not_noted`.
    """
    found = find_street_of_return(session, str(return_id))
    if found is None:
        raise Problem("return.not_noted")
    (round_id, on, usrn), incident = found
    lock_rounds(session, [round_id])
    if not retract_noted_answer(session, str(return_id), answer, now):
        raise Problem("return.not_noted")
    change = Change("return.taken_back", f"return:{return_id}", by, {"answer": answer})
    add_change(session, change, now)
    settle_returns(session, [str(return_id)], now)
    rejudge_places(session, frozenset({TouchedPlace(round_id, on, usrn)}), now)
    tell_devices(session, now)
    return incident
