"""What can go wrong with the phone's storage, as errors a screen can put into words.

Each means: what was being recorded just now is NOT saved; everything shown as saved before is.
"""

import sqlite3


class StoreError(Exception):
    """The phone's storage could not save or read."""


class StoreFullError(StoreError):
    """The phone's storage is full."""


class StoreBusyError(StoreError):
    """The other process of the app held the database too long."""


class StoreBrokenError(StoreError):
    """The database is damaged or the storage fails."""


_FULL = (sqlite3.SQLITE_FULL,)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def translate(error: sqlite3.Error) -> StoreError:
    """Our error for one of SQLite's. The low byte of an extended code is the code."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _FULL:
        return StoreFullError(str(error))
    if code in _BUSY:
        return StoreBusyError(str(error))
    return StoreBrokenError(str(error))
