"""Tells devices by the feed what is no operation: returns made, cancelled and answered, messages sent and withdrawn.

What is told is numbered by the caller, last in its transaction; `tell_devices` does both for who has nothing else.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.op_changes import RETURN
from server.db.changes import DraftChange, number_changes
from server.db.told_returns import ReturnTold, pass_over_old_returns, take_untold_returns
from sync.packs import encode_return

AT_ONCE = 500
WORTH_TELLING = timedelta(days=14)


def draft_untold(session: Session) -> list[DraftChange]:
    """Changes for returns that devices have not been told of, or not to the end."""
    told = take_untold_returns(session, AT_ONCE)
    return [draft for one in told for draft in draft_of(one)]


def tell_devices(session: Session, now: datetime) -> int:
    """Tell what is untold, and how many changes that made. Ends the transaction's writing: numbers are taken last."""
    pass_over_old_returns(session, now - WORTH_TELLING)
    return len(number_changes(session, draft_untold(session), now))


def draft_of(told: ReturnTold) -> Iterator[DraftChange]:
    """To the squad that is asked; what became of it, or that it waits again after all, to all it concerns."""
    is_over = told.is_cancelled or told.body.outcome is not None
    others = sorted(told.concerned - {told.asked}) if is_over or told.is_again else []
    body = None if told.is_cancelled else encode_return(told.body)
    ent, op = told.body.return_id, told.first_op
    yield DraftChange(told.asked, ent, RETURN, op, body)
    is_shown = is_over and not told.is_cancelled
    shown = encode_return(replace(told.body, answered_by=None)) if is_shown else None
    for squad in others:
        yield DraftChange(squad, ent, RETURN, None, shown)
