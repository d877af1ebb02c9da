"""Takes over the server's numbered changes into the mirror, and shows again the places they bear on.

A kind this app does not know is passed over: a newer server may say more than an older app reads.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from crew_app.store.marks import show_again
from crew_app.store.mirror import put_server_marks
from crew_app.store.returns import drop_message, drop_return, put_message, put_return
from crew_app.store.told import note_change
from crew_app.store.told_shifts import note_shift
from sync.exchange import Change, OpResult
from sync.packs import RESOLVED, decode_mark, decode_message, decode_return, find_resolved
from sync.words import OpStatus

STATE_OF_STATUS = {
    OpStatus.ACCEPTED: "acked",
    OpStatus.SUPERSEDED: "acked",
    OpStatus.REJECTED: "rejected",
    OpStatus.QUARANTINED: "quarantined",
}


def apply_feed(connection: sqlite3.Connection, changes: Iterable[Change]) -> None:
    """Apply the changes in their order, inside the caller's transaction."""
    for change in changes:
        if change.kind == RESOLVED:
            apply_resolved(connection, find_resolved(change))
        elif change.kind == "mark":
            _apply_mark(connection, change)
        elif change.kind == "return":
            _apply_return(connection, change)
        elif change.kind == "message":
            _apply_message(connection, change)
        elif change.kind == "shift":
            note_shift(connection, change)


def _apply_mark(connection: sqlite3.Connection, change: Change) -> None:
    mark = None
    if change.body is None:
        connection.execute("delete from server_mark where ent = ?", (change.ent,))
    else:
        mark = replace(decode_mark(change.body), change_n=change.n)
        put_server_marks(connection, [mark])
    note_change(connection, change, mark)
    show_again(connection, change.ent)


def apply_resolved(connection: sqlite3.Connection, result: OpResult | None) -> None:
    """A person looked at an operation the server had held back. One that is not held back here is passed over."""
    if result is None:
        return
    rows = connection.execute(
        "update op set state = ?, status = ?, reason = ?, by_op = ? "
        "where id = ? and state = 'quarantined' returning ent",
        (STATE_OF_STATUS[result.status], result.status, result.reason, result.by, result.id),
    ).fetchall()
    for row in rows:
        if result.status is OpStatus.REJECTED:
            connection.execute("delete from retracted where by_op = ?", (result.id,))
        show_again(connection, row["ent"])


def _apply_return(connection: sqlite3.Connection, change: Change) -> None:
    if change.body is None:
        drop_return(connection, change.ent)
    else:
        put_return(connection, decode_return(change.body))


def _apply_message(connection: sqlite3.Connection, change: Change) -> None:
    if change.body is None:
        drop_message(connection, change.ent)
    else:
        put_message(connection, decode_message(change.body))
