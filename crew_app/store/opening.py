"""Opens the phone's store at the start of the app: checks every page, settles the incarnation, catches up the copies.

A damaged database is put aside, never deleted, and a new one is filled from the second copy, which holds every record
that was shown as saved, and from what can still be read of the old one. The result says so, for a screen to tell.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from crew_app.store.catching_up import (
    bring_forward,
    catch_up,
    compare_copies,
    put_back,
    remember_lines,
)
from crew_app.store.database import (
    DATABASE_NAME,
    Store,
    check,
    connect,
    lay_ballast,
    prepare_for_taps,
    transaction,
)
from crew_app.store.enrolment import find_copy, find_enrolment, put_enrolment
from crew_app.store.incarnation import Mint, settle_incarnation
from crew_app.store.journal import list_lines
from crew_app.store.problems import StoreBrokenError


@dataclass(frozen=True, slots=True)
class Opened:
    """The open store. `rebuilt`: how many records were brought back into a new database; None when all was well."""

    store: Store
    rebuilt: int | None = None


def open_store(folder: Path, marker_folder: Path, mint: Mint) -> Opened:
    """Open the store of the folder for the app. Raises StoreError only when not even a new database can be made."""
    try:
        store = connect(folder)
        check(store)
    except StoreBrokenError:
        return _rebuild(folder, marker_folder, mint)
    settle_incarnation(store, marker_folder, mint)
    bring_forward(store)
    catch_up(store)
    lay_ballast(folder)
    prepare_for_taps(store)
    return Opened(store)


def _rebuild(folder: Path, marker_folder: Path, mint: Mint) -> Opened:
    aside = _put_aside(folder)
    store = connect(folder)
    with transaction(store) as connection:
        connection.execute("delete from incarnation")
    (marker_folder / "incarnation").unlink(missing_ok=True)
    settle_incarnation(store, marker_folder, mint)
    lines = list(list_lines(folder))
    bodies = [line.body for line in lines] + _read_what_can_be_read(aside)
    with transaction(store) as connection:
        rebuilt = sum(put_back(connection, body) for body in dict.fromkeys(bodies))
        remember_lines(connection, lines)
    enrolment = find_copy(folder)
    if enrolment is not None and find_enrolment(store) is None:
        put_enrolment(store, enrolment)
    compare_copies(store)
    prepare_for_taps(store)
    return Opened(store, rebuilt)


def _put_aside(folder: Path) -> Path:
    """Move the damaged files to a folder of their own; whoever repairs phones can look at them there."""
    aside = next(
        path for number in range(1, 1000) if not (path := folder / f"damaged-{number}").exists()
    )
    aside.mkdir()
    for name in (DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm"):
        if (folder / name).exists():
            (folder / name).rename(aside / name)
    return aside


def _read_what_can_be_read(aside: Path) -> list[str]:
    """The bodies that the damaged database still gives, in order, until it gives no more."""
    bodies: list[str] = []
    try:
        connection = sqlite3.connect(aside / DATABASE_NAME)
    except sqlite3.Error:
        return bodies
    try:
        bodies += (body for (body,) in connection.execute("select body from op order by pos"))
    except sqlite3.Error:
        return bodies
    finally:
        connection.close()
    return bodies
