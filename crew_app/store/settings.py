"""What the phone remembers apart from operations: who it is, the cursor, the time anchor, the last try, the theme."""

import json
import sqlite3
from typing import Any

from crew_app.store.database import Store


def find_setting(store: Store, key: str) -> Any:
    """The value of the key, or None."""
    return read_setting(store.connection, key)


def read_setting(connection: sqlite3.Connection, key: str) -> Any:
    """The value of the key inside a transaction, or None."""
    row = connection.execute("select value from setting where key = ?", (key,)).fetchone()
    return None if row is None else json.loads(row["value"])


def put_setting(connection: sqlite3.Connection, key: str, value: object) -> None:
    """Remember a value that JSON can hold."""
    connection.execute(
        "insert into setting (key, value) values (?, ?) "
        "on conflict (key) do update set value = excluded.value",
        (key, json.dumps(value)),
    )


def drop_setting(connection: sqlite3.Connection, key: str) -> None:
    """Forget the key."""
    connection.execute("delete from setting where key = ?", (key,))
