"""Which incarnation of the phone's database this is, its numbering and its digests.

A database that is new, wiped, restored or cloned gets a new incarnation: the id stands in the database and in a marker
file that no backup carries. If the two differ, somebody put this database here, and it must not go on numbering where
another one does.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crew_app.store.database import Store, transaction
from sync.digest import EMPTY_DIGEST, extend_digest

MARKER_NAME = "incarnation"
Mint = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of the current incarnation: its last number, and the digest through it."""

    inc: str
    last: int
    digest: str


def read_incarnation(connection: sqlite3.Connection) -> str:
    """The incarnation that operations are numbered in now."""
    return str(_current(connection)["inc"])


def find_last_seq(connection: sqlite3.Connection) -> int:
    """The highest number given in the current incarnation; 0 when none."""
    return int(_current(connection)["last"])


def settle_incarnation(store: Store, marker_folder: Path, mint: Mint) -> None:
    """Make sure that database and marker name the same incarnation; begin a new one where they do not."""
    newest = store.connection.execute(
        "select inc from incarnation order by age desc limit 1"
    ).fetchone()
    marker = _find_marker(marker_folder)
    if newest is not None and newest["inc"] == marker:
        return
    with transaction(store) as connection:
        begin_incarnation(connection, mint())
    write_marker(store, marker_folder)


def begin_incarnation(connection: sqlite3.Connection, inc: str) -> None:
    """Start a new incarnation inside a transaction and move what is pending to it."""
    connection.execute(
        "insert into incarnation (inc, base_digest) values (?, ?)", (inc, EMPTY_DIGEST)
    )
    gather_pending(connection)


def remember_incarnation(connection: sqlite3.Connection, inc: str, last: int) -> None:
    """Know of an incarnation whose operations were taken over from their second copy: it is older than all others."""
    connection.execute(
        "insert or ignore into incarnation (age, inc, base, base_digest, last, disputed) "
        "select min(age) - 1, ?, ?, ?, ?, 1 from incarnation",
        (inc, last, EMPTY_DIGEST, last),
    )


def gather_pending(connection: sqlite3.Connection) -> None:
    """Move every pending operation of an older incarnation to the end of the current one, in the order of capture."""
    current = read_incarnation(connection)
    strays = connection.execute(
        "select pos, id from op where state = 'pending' and inc <> ? order by pos",  # as captured
        (current,),
    ).fetchall()
    for stray in strays:
        inc, seq = add_step(connection, stray["id"])
        connection.execute("update op set inc = ?, seq = ? where pos = ?", (inc, seq, stray["pos"]))


def add_step(connection: sqlite3.Connection, op_id: str) -> tuple[str, int]:
    """Give an operation the next number of the current incarnation and carry the digest on."""
    current = _current(connection)
    inc, last = str(current["inc"]), int(current["last"])
    tip = Tip(inc, last, find_digest(connection, inc, last) or EMPTY_DIGEST)
    add_step_to(connection, tip, op_id)
    return inc, last + 1


def add_step_to(connection: sqlite3.Connection, tip: Tip, op_id: str) -> None:
    """The same where the end of the incarnation is known already."""
    seq = tip.last + 1
    digest = extend_digest(tip.digest, op_id)
    connection.execute("insert into digest values (?, ?, ?)", (tip.inc, seq, digest))
    connection.execute("update incarnation set last = ? where inc = ?", (seq, tip.inc))


def find_digest(connection: sqlite3.Connection, inc: str, seq: int) -> str | None:
    """The digest over seq 1..seq of an incarnation; None above its last or below what was forgotten."""
    row = connection.execute(
        "select digest from digest where inc = ? and seq = ? "
        "union all select base_digest from incarnation where inc = ? and base = ?",
        (inc, seq, inc, seq),
    ).fetchone()
    return None if row is None else str(row["digest"])


def write_marker(store: Store, marker_folder: Path) -> None:
    """Write the current incarnation to the marker, whole or not at all."""
    marker_folder.mkdir(parents=True, exist_ok=True)
    draft = marker_folder / f"{MARKER_NAME}.new"
    draft.write_text(read_incarnation(store.connection), encoding="ascii")
    draft.replace(marker_folder / MARKER_NAME)


def _current(connection: sqlite3.Connection) -> sqlite3.Row:
    row: sqlite3.Row = connection.execute(
        "select inc, last from incarnation order by age desc limit 1"
    ).fetchone()
    return row


def _find_marker(marker_folder: Path) -> str | None:
    path = marker_folder / MARKER_NAME
    return path.read_text(encoding="ascii") if path.exists() else None
