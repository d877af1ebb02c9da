"""The operation log: append-only, numbered without gaps. An operation and what the screens show of it are one commit.

When `append_op` returns, the operation is on the storage: only then may a screen move.
"""

import logging
import sqlite3
from dataclasses import dataclass, replace

from crew_app.store.database import Store, drop_ballast, transaction
from crew_app.store.incarnation import (
    add_step,
    find_digest,
    find_last_seq,
    read_incarnation,
)
from crew_app.store.journal import add_line
from crew_app.store.marks import show_op
from crew_app.store.photos import note_photos
from crew_app.store.problems import StoreFullError
from crew_app.store.settings import read_setting
from crew_app.store.shifts import show_shift
from sync.cursor import decode_cursor
from sync.digest import EMPTY_DIGEST
from sync.ops import (
    TYPE_OF_KIND,
    Attachment,
    CapturedTime,
    Op,
    OpData,
    Position,
    Seen,
    ShiftEnded,
    Visit,
)
from sync.wire import NEWEST, WireError, body_of, op_of_body, seal
from sync.words import Reason

_KIND_OF_TYPE = {body: kind for kind, body in TYPE_OF_KIND.items()}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Capture:
    """Something the squad records, before the log has given it a number. `id` is a fresh UUIDv7."""

    id: str
    ent: str
    data: OpData
    time: CapturedTime
    squad: str
    position: Position | None = None
    photos: tuple[Attachment, ...] = ()


def append_op(store: Store, capture: Capture) -> Op:
    """Number it, keep it and show it, in one transaction; then write the second copy. Raises StoreError.

    A phone whose storage is full gets the room kept aside and one more try.
    """
    try:
        op = _append(store, capture)
    except StoreFullError:
        if not drop_ballast(store.folder):
            raise
        op = _append(store, capture)
    try:
        add_line(store.folder, op)
    except OSError:  # the database has it; `catch_up` writes the line when the app next starts
        _log.warning("The second copy could not be written.", exc_info=True)
    return op


def find_op(store: Store, op_id: str) -> Op | None:
    """The operation, or None when this phone does not hold it."""
    row = store.connection.execute("select body, seq from op where id = ?", (op_id,)).fetchone()
    return None if row is None else op_of_body(row["body"], row["seq"])


def find_last_visit(store: Store, collection: str) -> Op | None:
    """The last visit recorded here in this collection that has not been taken back: what undo would take back."""
    row = store.connection.execute(
        "select body, seq from op where kind = 'visit' and ent > ? and ent < ? "
        "and id not in (select op_id from retracted) order by pos desc limit 1",
        (f"{collection}/", f"{collection}0"),  # "0" follows "/"
    ).fetchone()
    return None if row is None else op_of_body(row["body"], row["seq"])


def find_last_premises_reason(store: Store, collection: str) -> Reason | None:
    """The reason given last at a premises of this collection: what `again` offers."""
    row = store.connection.execute(
        "select body, seq from op where kind = 'visit' and ent > ? and ent < ? "
        "and ent like '%/%/%' and ent not like '%/~%' "
        "and id not in (select op_id from retracted) order by pos desc limit 1",
        (f"{collection}/", f"{collection}0"),
    ).fetchone()
    data = None if row is None else op_of_body(row["body"], row["seq"]).data
    return data.reason if isinstance(data, Visit) else None


def list_ops(store: Store, collection: str) -> tuple[Op, ...]:
    """Every operation of the collection held here, in order of capture."""
    rows = store.connection.execute(
        "select body, seq from op where ent = ? or (ent > ? and ent < ?) order by pos",
        (collection, f"{collection}/", f"{collection}0"),
    )
    return tuple(op_of_body(row["body"], row["seq"]) for row in rows)


def insert_op(connection: sqlite3.Connection, op: Op) -> None:
    """Put a sealed operation at the end of the log as pending, and show its consequence."""
    inc, seq = add_step(connection, op.id)
    connection.execute(
        "insert into op (inc, seq, id, kind, ent, body, h, est_ms, state) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, 'pending')",
        (inc, seq, op.id, op.kind, op.ent, body_of(op), op.h, op.time.est_ms),
    )
    note_photos(connection, op)
    show_op(connection, op)
    show_shift(connection, op)


def _append(store: Store, capture: Capture) -> Op:
    with transaction(store) as connection:
        kind = _KIND_OF_TYPE[type(capture.data)]
        data = capture.data
        if isinstance(data, ShiftEnded):
            data = _with_manifest(connection, data, capture.ent)
        op = seal(
            Op(
                id=capture.id,
                seq=find_last_seq(connection) + 1,
                kind=kind,
                v=NEWEST[kind],
                ent=capture.ent,
                seen=_seen(connection, capture.ent),
                time=capture.time,
                squad=capture.squad,
                data=data,
                position=capture.position,
                photos=capture.photos,
            )
        )
        insert_op(connection, op)
    return op


def _with_manifest(connection: sqlite3.Connection, data: ShiftEnded, collection: str) -> ShiftEnded:
    """The end of a shift with its manifest: what was recorded for the collection, and the log just before this."""
    counted = connection.execute(
        "select count(*) from op where ent = ? or (ent > ? and ent < ?)",
        (collection, f"{collection}/", f"{collection}0"),
    ).fetchone()[0]
    last_seq = find_last_seq(connection)
    digest = find_digest(connection, read_incarnation(connection), last_seq)
    return replace(data, ops=counted, last_seq=last_seq, digest=digest or EMPTY_DIGEST)


def _seen(connection: sqlite3.Connection, ent: str) -> Seen:
    """What this phone knew of the place when the operation was captured."""
    server = connection.execute("select change_n from server_mark where ent = ?", (ent,)).fetchone()
    mine = connection.execute(
        "select id from op where ent = ? order by pos desc limit 1", (ent,)
    ).fetchone()
    return Seen(
        epoch=_find_epoch(connection) if server is not None else None,
        n=server["change_n"] if server is not None else None,
        prev=mine["id"] if mine is not None else None,
    )


def _find_epoch(connection: sqlite3.Connection) -> str | None:
    """The epoch in which changes are numbered: that of the cursor."""
    cursor = read_setting(connection, "cursor")
    try:
        return None if cursor is None else decode_cursor(cursor).epoch
    except WireError:
        return None
