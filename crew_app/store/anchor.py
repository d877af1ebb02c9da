"""The server's time at one reading of this phone's clocks: what corrected times are counted from."""

import sqlite3
from dataclasses import asdict

from crew_app.store.database import Store
from crew_app.store.settings import find_setting, put_setting
from sync.clock import Anchor


def find_anchor(store: Store) -> Anchor | None:
    """The anchor, or None before the first answer of the server."""
    kept = find_setting(store, "anchor")
    return None if kept is None else Anchor(**kept)


def put_anchor(connection: sqlite3.Connection, anchor: Anchor) -> None:
    """Keep an anchor."""
    put_setting(connection, "anchor", asdict(anchor))
