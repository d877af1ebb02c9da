"""Brings the database and its second copy to the same state at the start: each gets what it lost to a power cut.

Both are written in the order of the log, so what is missing is always the end of one: only there is looked.
"""

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain

from crew_app.store.database import Store, transaction
from crew_app.store.incarnation import find_last_seq, read_incarnation, remember_incarnation
from crew_app.store.journal import Line, list_newest_pieces
from crew_app.store.ops import insert_op
from sync.op_json import op_of_body
from sync.refusals import WireError

_log = logging.getLogger(__name__)


def bring_forward(store: Store) -> int:
    """Put back the operations that a power cut took from the database, with the numbers they had. Gives how many.

    Lines of an incarnation that the database does not know are put back too: it was lost, or is an old copy.
    """
    current, known = read_incarnation(store.connection), _list_incarnations(store.connection)
    last = find_last_seq(store.connection)
    missing: list[Line] = []
    for lines in list_newest_pieces(store.folder):
        new = [
            line
            for line in lines
            if (line.seq > last if line.inc == current else line.inc not in known)
        ]
        if not new:
            break
        missing = new + missing
    return _put_back(store, missing) if missing else 0


def catch_up(store: Store) -> int:
    """Write the lines that a kill or a full storage left out of the second copy. Gives how many."""
    pieces = list_newest_pieces(store.folder)
    written = {line.op_id for line in next(pieces, [])}
    missing: list[sqlite3.Row] = []
    for row in store.connection.execute("select id, inc, seq, body from op order by pos desc"):
        if row["id"] in written:
            break
        missing.append(row)
    return _write(store, reversed(missing))


def compare_copies(store: Store) -> int:
    """Write whatever of the log is missing anywhere in the second copy. Gives how many."""
    written = {line.op_id for line in chain.from_iterable(list_newest_pieces(store.folder))}
    rows = store.connection.execute("select id, inc, seq, body from op order by pos").fetchall()
    return _write(store, (row for row in rows if row["id"] not in written))


def remember_lines(connection: sqlite3.Connection, lines: Iterable[Line]) -> None:
    """Know the incarnations of these lines, so that nobody takes them for lost again."""
    last: dict[str, int] = {}
    for line in lines:
        last[line.inc] = max(last.get(line.inc, 0), line.seq)
    for inc, seq in last.items():
        remember_incarnation(connection, inc, seq)


def put_back(connection: sqlite3.Connection, body: str) -> int:
    """Put one operation into the log, pending: the server answers one it knows with its stored result. Gives 1 or 0."""
    try:
        op = op_of_body(body, 0)
    except WireError:
        return 0
    if connection.execute("select 1 from op where id = ?", (op.id,)).fetchone() is not None:
        return 0
    insert_op(connection, op)
    return 1


def _write(store: Store, rows: Iterable[sqlite3.Row]) -> int:
    count = 0
    try:
        for batch in _batches(rows):
            store.copy.add(*batch)
            count += len(batch)
    except OSError:  # the storage is full; the next start tries again
        _log.warning("The second copy could not be written.", exc_info=True)
    return count


def _batches(rows: Iterable[sqlite3.Row]) -> Iterator[list[Line]]:
    """A few lines at a time: each waits for the storage."""
    batch: list[Line] = []
    for row in rows:
        batch.append(Line(row["inc"], row["seq"], row["body"]))
        if len(batch) == 100:
            yield batch
            batch = []
    if batch:
        yield batch


def _put_back(store: Store, lines: list[Line]) -> int:
    with transaction(store) as connection:
        count = sum(put_back(connection, line.body) for line in lines)
        remember_lines(connection, lines)
    _log.warning("%d operations were brought back from the second copy.", count)
    return count


def _list_incarnations(connection: sqlite3.Connection) -> set[str]:
    return {row["inc"] for row in connection.execute("select inc from incarnation")}
