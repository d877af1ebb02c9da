"""The operation log: append-only, numbered without gaps. An operation and what the screens show of it are one commit.

When `append_op` returns, the operation is on the storage: only then may a screen move.
"""

import json
import logging
import sqlite3
from dataclasses import dataclass, replace

from crew_app.store.database import (
    Store,
    drop_ballast,
    swift_transaction,
    wait_for_storage,
)
from crew_app.store.incarnation import Tip, add_step, add_step_to
from crew_app.store.journal import Line
from crew_app.store.marks import show_op, show_visit
from crew_app.store.photos import note_photos
from crew_app.store.problems import StoreFullError
from crew_app.store.shifts import show_shift
from sync.cursor import find_cursor
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
from sync.wire import NEWEST, Sealed, body_of, op_of_body, seal_whole
from sync.words import Reason

_KIND_OF_TYPE = {body: kind for kind, body in TYPE_OF_KIND.items()}
_log = logging.getLogger(__name__)
_GATHER = """
    select i.inc, i.last, m.change_n, m.contested,
        coalesce((select digest from digest where inc = i.inc and seq = i.last), i.base_digest) as digest,
        (select id from op where ent = :ent order by pos desc limit 1) as prev,
        case when m.ent is not null then (select value from setting where key = 'cursor') end as cursor
    from incarnation i left join server_mark m on m.ent = :ent
    order by i.age desc limit 1"""
# From the newest operation backwards (`+ent`: not by the key), to where the collection began: what is wanted is near.
_LATEST_VISIT = """
    select body, seq from op where kind = 'visit' and +ent > :first and +ent < :end
    and pos >= (select min(pos) from op where ent > :first and ent < :end)
    and not exists (select 1 from retracted where op_id = op.id)"""


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


@dataclass(frozen=True, slots=True)
class _Place:
    """The end of the log, and what this phone knows of the place that is spoken of."""

    tip: Tip
    seen: Seen
    is_contested: bool


def append_op(store: Store, capture: Capture) -> Op:
    """Keep one operation, as `append_ops` does."""
    return append_ops(store, (capture,))[0]


def append_ops(store: Store, captures: tuple[Capture, ...]) -> tuple[Op, ...]:
    """Number them, keep and show them, in one transaction; then write the second copy, and wait for it on the storage.

    Where the second copy cannot be written, the database itself is waited for. A phone whose storage is full gets the
    room kept aside and one more try. Raises StoreError; then none of them is kept.
    """
    try:
        kept = _append_all(store, captures)
    except StoreFullError:
        if not drop_ballast(store.folder):
            raise
        kept = _append_all(store, captures)
    try:
        store.copy.add(*[line for _, line in kept])
    except OSError:
        _log.warning("The second copy could not be written; the database waits.", exc_info=True)
        wait_for_storage(store)
    return tuple(op for op, _ in kept)


def find_op(store: Store, op_id: str) -> Op | None:
    """The operation, or None when this phone does not hold it."""
    row = store.connection.execute("select body, seq from op where id = ?", (op_id,)).fetchone()
    return None if row is None else op_of_body(row["body"], row["seq"])


def find_last_visit(store: Store, collection: str) -> Op | None:
    """The last visit recorded here in this collection that has not been taken back: what undo would take back."""
    row = _find_latest(store, collection, _LATEST_VISIT)
    return None if row is None else op_of_body(row["body"], row["seq"])


def find_last_premises_reason(store: Store, collection: str) -> Reason | None:
    """The reason given last at a premises of this collection: what `again` offers."""
    row = _find_latest(
        store, collection, f"{_LATEST_VISIT} and ent like '%/%/%' and ent not like '%/~%'"
    )
    data = None if row is None else op_of_body(row["body"], row["seq"]).data
    return data.reason if isinstance(data, Visit) else None


def _find_latest(store: Store, collection: str, wanted: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = store.connection.execute(
        f"{wanted} order by pos desc limit 1",
        {"first": f"{collection}/", "end": f"{collection}0"},  # "0" follows "/"
    ).fetchone()
    return row


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
    _insert(connection, Sealed(op, body_of(op)), (inc, seq))
    show_op(connection, op)


def _append_all(store: Store, captures: tuple[Capture, ...]) -> list[tuple[Op, Line]]:
    with swift_transaction(store) as connection:
        return [_append(connection, capture) for capture in captures]


def _append(connection: sqlite3.Connection, capture: Capture) -> tuple[Op, Line]:
    kind = _KIND_OF_TYPE[type(capture.data)]
    place = _gather(connection, capture.ent)
    data = capture.data
    if isinstance(data, ShiftEnded):
        data = _with_manifest(connection, data, capture.ent, place.tip)
    sealed = seal_whole(
        Op(
            id=capture.id,
            seq=place.tip.last + 1,
            kind=kind,
            v=NEWEST[kind],
            ent=capture.ent,
            seen=place.seen,
            time=capture.time,
            squad=capture.squad,
            data=data,
            position=capture.position,
            photos=capture.photos,
        )
    )
    add_step_to(connection, place.tip, capture.id)
    _insert(connection, sealed, (place.tip.inc, sealed.op.seq))
    if isinstance(data, Visit):
        show_visit(connection, sealed.op, is_contested=place.is_contested)
    else:
        show_op(connection, sealed.op)
    return sealed.op, Line(place.tip.inc, sealed.op.seq, sealed.body)


def _insert(connection: sqlite3.Connection, sealed: Sealed, at: tuple[str, int]) -> None:
    op = sealed.op
    connection.execute(
        "insert into op (inc, seq, id, kind, ent, body, h, est_ms, state) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, 'pending')",
        (*at, op.id, op.kind, op.ent, sealed.body, op.h, op.time.est_ms),
    )
    note_photos(connection, op)
    show_shift(connection, op)


def _gather(connection: sqlite3.Connection, ent: str) -> _Place:
    """The end of the log and what is known of the place, in one statement: a finger waits for it."""
    row = connection.execute(_GATHER, {"ent": ent}).fetchone()
    tip = Tip(row["inc"], row["last"], row["digest"])
    if row["change_n"] is None:
        return _Place(tip, Seen(prev=row["prev"]), is_contested=False)
    seen = Seen(epoch=_find_epoch(row["cursor"]), n=row["change_n"], prev=row["prev"])
    return _Place(tip, seen, is_contested=bool(row["contested"]))


def _with_manifest(
    connection: sqlite3.Connection, data: ShiftEnded, collection: str, tip: Tip
) -> ShiftEnded:
    """The end of a shift with its manifest: what was recorded for the collection, and the log just before this."""
    counted = connection.execute(
        "select count(*) from op where ent = ? or (ent > ? and ent < ?)",
        (collection, f"{collection}/", f"{collection}0"),
    ).fetchone()[0]
    return replace(data, ops=counted, last_seq=tip.last, digest=tip.digest)


def _find_epoch(cursor: str | None) -> str | None:
    """The epoch in which changes are numbered: that of the cursor."""
    found = find_cursor(None if cursor is None else json.loads(cursor))
    return None if found is None else found.epoch
