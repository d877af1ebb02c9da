"""Opens the phone's database and owns its transactions. WAL with `synchronous=FULL`: a commit survives a power cut.

Only an operation is committed swiftly: its line in the second copy is what a tap waits for (decision 0010).

A `Store` belongs to the thread that opened it; the worker and the service open their own on the same folder.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crew_app.store.journal import SecondCopy
from crew_app.store.problems import StoreBrokenError, translate
from crew_app.store.schema import take_steps

DATABASE_NAME = "roundbook.db"
BALLAST_NAME = "ballast"
BALLAST_BYTES = 4 * 1024 * 1024
_BUSY_MS = 10_000
_CHECKPOINT_PAGES = (
    4_000  # the worker's commits checkpoint at 1,000: no tap has to move pages about
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store:
    """An open database and the folder that holds it, its second copy and its photos."""

    connection: sqlite3.Connection
    folder: Path
    copy: SecondCopy

    def close(self) -> None:
        """Close the database and its second copy."""
        self.copy.close()
        self.connection.close()


def connect(folder: Path) -> Store:
    """Open or create the database of the folder and bring it to the newest form. Raises StoreError."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute(f"pragma busy_timeout = {_BUSY_MS}")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        take_steps(connection)
    except sqlite3.Error as error:
        connection.close()
        raise translate(error) from error
    return Store(connection, folder, SecondCopy(folder))


def check(store: Store) -> None:
    """Raise StoreBrokenError unless SQLite finds every page in order."""
    try:
        found = store.connection.execute("pragma quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreBrokenError(str(error)) from error
    if found != "ok":
        raise StoreBrokenError(found)


@contextmanager
def transaction(store: Store) -> Iterator[sqlite3.Connection]:
    """One transaction: everything inside is durable when it ends, or nothing is. Raises StoreError."""
    connection = store.connection
    try:
        connection.execute("begin immediate")
        yield connection
        connection.execute("commit")
    except sqlite3.Error as error:
        _roll_back(connection)
        raise translate(error) from error
    except BaseException:
        _roll_back(connection)
        raise


@contextmanager
def swift_transaction(store: Store) -> Iterator[sqlite3.Connection]:
    """The same, but durable only once the second copy has it too: who uses this writes that line before it returns.

    A commit that does not wait for the storage; whatever is committed after it by anybody else takes it along.
    """
    store.connection.execute("pragma synchronous = normal")
    try:
        with transaction(store) as connection:
            yield connection
    finally:
        store.connection.execute("pragma synchronous = full")


def wait_for_storage(store: Store) -> None:
    """Bring to the storage what was committed swiftly. Raises StoreError."""
    with transaction(store) as connection:
        connection.execute("update incarnation set disputed = disputed")  # any write will do


def prepare_for_taps(store: Store) -> None:
    """What the app's own connection does at the start so that a finger waits for one write and nothing else."""
    store.connection.execute(f"pragma wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    try:
        store.copy.prepare()
    except OSError:
        _log.warning("The second copy could not be laid out; it is tried again.", exc_info=True)


def read_version(store: Store) -> int:
    """A number that moves when another process has committed: the screens' wake-up call."""
    return int(store.connection.execute("pragma data_version").fetchone()[0])


def lay_ballast(folder: Path) -> None:
    """Keep some room aside, so that a shift can be recorded to its end on a phone that fills up."""
    path = folder / BALLAST_NAME
    if path.exists():
        return
    try:
        path.write_bytes(bytes(BALLAST_BYTES))
    except OSError:
        path.unlink(missing_ok=True)


def drop_ballast(folder: Path) -> bool:
    """Give the room back. Whether there was any."""
    path = folder / BALLAST_NAME
    if not path.exists():
        return False
    path.unlink()
    return True


def has_ballast(store: Store) -> bool:
    """Whether the room kept aside is still there; without it the phone is nearly full."""
    return (store.folder / BALLAST_NAME).exists()


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("rollback")
