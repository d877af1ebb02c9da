"""Lets settled operations of long ago go, so that the phone does not fill. The digest over what went is kept."""

import sqlite3

from crew_app.store.told import forget_told
from crew_app.store.told_shifts import forget_told_ends


def forget_before(connection: sqlite3.Connection, before_ms: int) -> None:
    """Delete settled operations older than `before_ms`, in each incarnation from the oldest seq on without a gap."""
    for row in connection.execute("select inc, base, last from incarnation").fetchall():
        through = _find_end(connection, row["inc"], row["base"], row["last"], before_ms)
        if through > row["base"]:
            _forget_through(connection, row["inc"], through)
    forget_told(connection, before_ms)
    forget_told_ends(connection, before_ms)


def _find_end(
    connection: sqlite3.Connection, inc: str, base: int, last: int, before_ms: int
) -> int:
    """The last seq that may go. A seq whose operation moved to a newer incarnation holds nothing back."""
    stays = connection.execute(
        "select min(seq) as seq from op where inc = ? and seq > ? and (state = 'pending' or settled_ms >= ?)",
        (inc, base, before_ms),
    ).fetchone()["seq"]
    return last if stays is None else int(stays) - 1


def _forget_through(connection: sqlite3.Connection, inc: str, through: int) -> None:
    connection.execute(
        "update incarnation set base = ?, "
        "base_digest = (select digest from digest where inc = ? and seq = ?) where inc = ?",
        (through, inc, through, inc),
    )
    connection.execute("delete from digest where inc = ? and seq <= ?", (inc, through))
    connection.execute(
        "delete from retracted where by_op in (select id from op where inc = ? and seq <= ?)",
        (inc, through),
    )
    connection.execute("delete from op where inc = ? and seq <= ?", (inc, through))
