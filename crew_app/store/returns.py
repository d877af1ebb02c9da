"""Returns asked of this squad and messages to it, as the server gave them."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

from crew_app.store.database import Store
from sync.ops import Op, ReturnAnswered, entity_of_return
from sync.pack import PackMessage, PackReturn
from sync.wire import op_of_body
from sync.words import Reason, ReturnOutcome


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer to a return given on this phone, and what became of its operation."""

    op: Op
    state: str


@dataclass(frozen=True, slots=True)
class GoneAnswer:
    """An answer given on this phone, and the retraction that took it back."""

    op: Op
    gone: Op


def put_return(connection: sqlite3.Connection, asked: PackReturn) -> None:
    """Take over a return, new or changed."""
    connection.execute(
        "insert or replace into return_asked values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            asked.return_id,
            asked.usrn,
            asked.uprn,
            asked.address,
            asked.why,
            asked.reason,
            asked.due_ms,
            asked.round_id,
            asked.on.isoformat(),
            asked.outcome,
            asked.answered_ms,
            asked.answer_reason,
            asked.answered_by,
        ),
    )


def drop_return(connection: sqlite3.Connection, return_id: str) -> None:
    """The return is no longer asked for."""
    connection.execute("delete from return_asked where return_id = ?", (return_id,))


def list_returns(store: Store) -> tuple[PackReturn, ...]:
    """The returns this squad has to do with: those still to be made first, the most pressing first of all.

    An answer that was taken back here counts no more, whatever the server has heard of that.
    """
    rows = store.connection.execute(
        "select a.*, r.op_id as taken_back from return_asked a left join retracted r on r.op_id = a.answered_by "
        "order by a.answered_ms is not null and r.op_id is null, a.due_ms, a.return_id"
    )
    return tuple(_return(row) for row in rows)


def list_messages(store: Store) -> tuple[PackMessage, ...]:
    """The messages, oldest first."""
    rows = store.connection.execute("select * from message order by sent_ms, message_id")
    return tuple(
        PackMessage(
            row["message_id"],
            row["text"],
            row["sent_ms"],
            bool(row["needs_reading"]),
            row["code"],
            tuple((name, value) for name, value in json.loads(row["fields"])),
        )
        for row in rows
    )


def find_return(store: Store, return_id: str) -> PackReturn | None:
    """One of them, or None when it is no longer asked for."""
    found = (asked for asked in list_returns(store) if asked.return_id == return_id)
    return next(found, None)


def list_answers(store: Store) -> dict[str, GivenAnswer]:
    """The answers given on this phone that stand here and the server did not refuse, by return: the last to each."""
    rows = store.connection.execute(
        "select body, seq, state from op where ent > 'return/' and ent < 'return0' "  # "0" follows "/"
        "and kind = 'return_answered' and state <> 'rejected' "
        "and id not in (select op_id from retracted) order by pos"
    )
    answers = (GivenAnswer(op_of_body(row["body"], row["seq"]), row["state"]) for row in rows)
    return {
        answer.op.data.return_id: answer
        for answer in answers
        if isinstance(answer.op.data, ReturnAnswered)
    }


def find_gone_answer(store: Store, return_id: str) -> GoneAnswer | None:
    """The answer to a return that was given and taken back on this phone, the last of them."""
    row = store.connection.execute(
        "select o.body, o.seq, g.body as gone_body, g.seq as gone_seq from op o "
        "join retracted r on r.op_id = o.id join op g on g.id = r.by_op "
        "where o.ent = ? and o.kind = 'return_answered' order by g.pos desc limit 1",
        (entity_of_return(return_id),),
    ).fetchone()
    if row is None:
        return None
    return GoneAnswer(
        op_of_body(row["body"], row["seq"]), op_of_body(row["gone_body"], row["gone_seq"])
    )


def count_open_returns(store: Store) -> int:
    """How many returns are still to be made."""
    answers = list_answers(store)
    asked = list_returns(store)
    return sum(one.answered_ms is None and one.return_id not in answers for one in asked)


def drop_message(connection: sqlite3.Connection, message_id: str) -> None:
    """The message was withdrawn."""
    connection.execute("delete from message where message_id = ?", (message_id,))


def put_message(connection: sqlite3.Connection, message: PackMessage) -> None:
    """Take over a message."""
    connection.execute(
        "insert or replace into message values (?, ?, ?, ?, ?, ?)",
        (
            message.message_id,
            message.text,
            message.sent_ms,
            int(message.needs_reading),
            message.code,
            json.dumps(message.fields),
        ),
    )


def _return(row: sqlite3.Row) -> PackReturn:
    return PackReturn(
        return_id=row["return_id"],
        usrn=row["usrn"],
        address=row["address"],
        why=row["why"],
        due_ms=row["due_ms"],
        round_id=row["round_id"],
        on=date.fromisoformat(row["on_day"]),
        uprn=row["uprn"],
        reason=None if row["reason"] is None else Reason(row["reason"]),
        **({} if row["taken_back"] else _answered(row)),
    )


def _answered(row: sqlite3.Row) -> dict[str, Any]:
    """What became of it, as the server knows."""
    return {
        "outcome": None if row["outcome"] is None else ReturnOutcome(row["outcome"]),
        "answered_ms": row["answered_ms"],
        "answer_reason": None if row["answer_reason"] is None else Reason(row["answer_reason"]),
        "answered_by": row["answered_by"],
    }
