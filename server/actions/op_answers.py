"""Takes squads' answers to returns in, and takes them back: whichever of the two comes first.

What a return shows, what waits again and what is judged hang on the answers that stand, not on the order they came in.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from server.actions.op_facts import taken_back
from server.actions.rejudge import lock_rounds
from server.db.locks import take_locks
from server.db.ops import Retracting
from server.db.return_answers import (
    NewAnswer,
    add_answers,
    list_streets_of_answers,
    retract_answers,
    settle_returns,
)
from server.db.visits import Street
from sync.ops import Op, ReturnAnswered


def lock_answers(session: Session, ops: Sequence[Op], visits: Collection[str]) -> None:
    """Of an answer and its retraction that come at the same moment, the later sees the other. visits: known ones."""
    answers = {op.id for op in ops if isinstance(op.data, ReturnAnswered)}
    names = answers | (taken_back(ops).keys() - set(visits))
    take_locks(session, [f"answer {op_id}" for op_id in names])


def list_streets_taken_back(
    session: Session, ops: Sequence[Op], visits: Collection[str]
) -> dict[str, Street]:
    """The street of each answer, kept before, that a batch takes back. visits: the known ones it takes back."""
    return list_streets_of_answers(session, sorted(taken_back(ops).keys() - set(visits)))


def take_answers(
    session: Session,
    ops: Sequence[Op],
    waiting: Mapping[str, Retracting],
    rounds: Collection[str],
    now: datetime,
) -> None:
    """Keep a batch's answers, take back what it takes back, and settle the returns.

    waiting: by answer, a retraction that came before it. rounds: of the returns.
    """
    new = [_answer(op, op.data, waiting) for op in ops if isinstance(op.data, ReturnAnswered)]
    targets = taken_back(ops)
    if not new and not targets:
        return
    lock_rounds(session, rounds)
    if new:
        add_answers(session, new, now)
    gone = retract_answers(session, list(targets.items()), now) if targets else set()
    bearing = {one.data.return_id for one in new} | gone
    if bearing:
        settle_returns(session, bearing, now)


def _answer(op: Op, data: ReturnAnswered, waiting: Mapping[str, Retracting]) -> NewAnswer:
    back = waiting.get(op.id)
    at, by = (None, None) if back is None else (back.received_at, back.op)
    return NewAnswer(op, data, at, by)
