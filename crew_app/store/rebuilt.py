"""Remembers that the database was made anew, until the squad has read it."""

from crew_app.store.database import Store, transaction
from crew_app.store.settings import drop_setting, find_setting, put_setting

KEY = "rebuilt"


def note_rebuilt(store: Store, ops: int) -> None:
    """The database was made anew, with so many records."""
    with transaction(store) as connection:
        put_setting(connection, KEY, ops)


def find_rebuilt(store: Store) -> int | None:
    """How many records were brought back, while nobody has read it; None when all was well."""
    kept = find_setting(store, KEY)
    return None if kept is None else int(kept)


def drop_rebuilt(store: Store) -> None:
    """The squad has read it."""
    with transaction(store) as connection:
        drop_setting(connection, KEY)
