"""Which collections were opened and closed on this phone: a projection of the shift operations."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import date

from crew_app.store.database import Store
from sync.ops import Op, ShiftEnded, ShiftStarted


@dataclass(frozen=True, slots=True)
class Shift:
    """A collection this phone worked on. `ended_ms` is None while the shift is on."""

    collection: str
    round_id: str
    on: date
    squad_size: int | None
    started_ms: int
    ended_ms: int | None
    handed_over_to: str | None = None  # the squad it was handed over to; told of ended ones alone


def show_shift(connection: sqlite3.Connection, op: Op) -> None:
    """Show a shift operation just appended; others are none of it."""
    if isinstance(op.data, ShiftStarted):
        connection.execute(
            "insert or replace into shift (collection, round_id, on_day, squad_size, started_op, started_ms) "
            "values (?, ?, ?, ?, ?, ?)",
            (
                op.ent,
                op.data.round_id,
                op.data.on.isoformat(),
                op.data.squad_size,
                op.id,
                op.time.est_ms,
            ),
        )
    elif isinstance(op.data, ShiftEnded):
        connection.execute(
            "update shift set ended_op = ?, ended_ms = ? where collection = ?",
            (op.id, op.time.est_ms, op.ent),
        )


def find_open_shift(store: Store) -> Shift | None:
    """The shift that is on, or None."""
    row = store.connection.execute(
        "select * from shift where ended_op is null order by started_ms desc limit 1"
    ).fetchone()
    return None if row is None else _shift(row)


def find_shift(store: Store, collection: str) -> Shift | None:
    """The shift of a collection, on or over, or None."""
    row = store.connection.execute(
        "select * from shift where collection = ?", (collection,)
    ).fetchone()
    return None if row is None else _shift(row)


def find_last_ended(store: Store) -> Shift | None:
    """The shift that was ended last, with the squad it was handed over to; or None."""
    row = store.connection.execute(
        "select s.*, json_extract(op.body, '$.data.handed_over_to') as handed_over_to "
        "from shift s left join op on op.id = s.ended_op "
        "where s.ended_op is not null order by s.ended_ms desc limit 1"
    ).fetchone()
    return None if row is None else replace(_shift(row), handed_over_to=row["handed_over_to"])


def _shift(row: sqlite3.Row) -> Shift:
    return Shift(
        collection=row["collection"],
        round_id=row["round_id"],
        on=date.fromisoformat(row["on_day"]),
        squad_size=row["squad_size"],
        started_ms=row["started_ms"],
        ended_ms=row["ended_ms"],
    )
