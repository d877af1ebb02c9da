"""What the server told of places over time: marks of other phones stay when others take their place, for the history.

A mark of this phone's own needs no keeping: its operation is in the log.
"""

import sqlite3

from sync.cursor import decode_cursor
from sync.exchange import Change
from sync.ops import entity_of_collection
from sync.pack import Pack, PackMark
from sync.refusals import WireError


def note_pack(connection: sqlite3.Connection, pack: Pack) -> None:
    """Keep what a pack shows; and where it shows nothing of what was sent from here: the squad took it back elsewhere.

    Called when the mirror's marks are those of the pack.
    """
    for mark in pack.marks:
        _note(connection, mark)
    try:
        through = decode_cursor(pack.cursor).n
    except WireError:  # a newer form of it: what was taken back elsewhere comes with the feed
        return
    for given in pack.collections:
        key = entity_of_collection(given.round_id, given.on)
        connection.execute(
            "insert or ignore into told_nothing (ent, change_n) select distinct ent, ? from op "
            "where kind = 'visit' and state = 'acked' and ent > ? and ent < ? "
            "and ent not in (select ent from server_mark)",
            (through, f"{key}/", f"{key}0"),
        )


def note_change(connection: sqlite3.Connection, change: Change, mark: PackMark | None) -> None:
    """Keep what a change of a mark ends. Where nothing stands any more, what was shown was taken back."""
    if mark is not None and mark.took_back is not None:
        connection.execute(
            "insert or ignore into retracted (op_id, by_op, why) values (?, ?, ?)",
            (mark.took_back, change.op or "", mark.why),
        )
    connection.execute(
        "update told_mark set ended = ? where ent = ? and ended is null and op_id is not ?",
        ("taken_back" if mark is None else "replaced", change.ent, mark.op_id if mark else None),
    )
    connection.execute("delete from told_nothing where ent = ?", (change.ent,))
    if mark is not None:
        _note(connection, mark)
    else:
        connection.execute(
            "insert into told_nothing (ent, change_n) values (?, ?)", (change.ent, change.n)
        )


def find_nothing_since(connection: sqlite3.Connection, ent: str) -> int:
    """The change by which the server told that nothing stands at the place; 0 where it did not."""
    row = connection.execute("select change_n from told_nothing where ent = ?", (ent,)).fetchone()
    return 0 if row is None else int(row["change_n"])


def forget_told(connection: sqlite3.Connection, before_ms: int) -> None:
    """Let go of what was told of records made before `before_ms`, and of retractions of what is not here any more."""
    connection.execute("delete from told_mark where at_ms < ?", (before_ms,))
    connection.execute(
        "delete from retracted where op_id not in (select id from op) "
        "and op_id not in (select op_id from told_mark) and by_op not in (select id from op)"
    )


def _note(connection: sqlite3.Connection, mark: PackMark) -> None:
    """A mark that was taken back before and is shown again stands again."""
    connection.execute(
        "insert into told_mark (op_id, ent, outcome, reason, squad, device, at_ms) values (?, ?, ?, ?, ?, ?, ?) "
        "on conflict (op_id) do update set ended = null",
        (mark.op_id, mark.ent, mark.outcome, mark.reason, mark.squad, mark.device, mark.at_ms),
    )
