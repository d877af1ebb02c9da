"""What the server told of a collection: that another phone of the squad, or another squad, ended it or handed it over.

What this phone did itself needs no telling. What was done last counts; one that was read is not shown again.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crew_app.store.database import Store, transaction
from sync.exchange import Change

ENDED, HANDED_OVER = "ended", "handed_over"


@dataclass(frozen=True, slots=True)
class ToldEnd:
    """A shift that was ended or handed over elsewhere. squad: whose phone did; to: the squad it was handed over to.

    device: which phone; None where the server does not say.
    """

    collection: str
    state: str
    at_ms: int
    squad: str
    to: str | None
    device: str | None = None


def note_shift(connection: sqlite3.Connection, change: Change) -> None:
    """Keep what a change of kind `shift` tells, inside the caller's transaction. What cannot be read tells nothing."""
    body = change.body or {}
    at_ms, squad = body.get("at_ms"), body.get("squad")
    if type(at_ms) is not int or not isinstance(squad, str):
        return
    connection.execute(
        "delete from told_end where collection = ? and at_ms <= ?", (change.ent, at_ms)
    )
    later = connection.execute("select 1 from told_end where collection = ?", (change.ent,))
    own = connection.execute("select 1 from op where id = ?", (change.op or "",))
    if later.fetchone() or own.fetchone() or body.get("state") not in (ENDED, HANDED_OVER):
        return
    to, device = _find_text(body, "to"), _find_text(body, "device")
    connection.execute(
        "insert into told_end (collection, state, at_ms, squad, to_squad, device) values (?, ?, ?, ?, ?, ?)",
        (change.ent, body["state"], at_ms, squad, to, device),
    )


def find_told_end(store: Store, collection: str) -> ToldEnd | None:
    """That a shift was ended elsewhere, until somebody has read it; or None."""
    row = store.connection.execute(
        "select * from told_end where collection = ? and not seen", (collection,)
    ).fetchone()
    if row is None:
        return None
    return ToldEnd(
        row["collection"], row["state"], row["at_ms"], row["squad"], row["to_squad"], row["device"]
    )


def put_end_seen(store: Store, collection: str) -> None:
    """Somebody has read it."""
    with transaction(store) as connection:
        connection.execute("update told_end set seen = 1 where collection = ?", (collection,))


def _find_text(body: Mapping[str, Any], name: str) -> str | None:
    """A text of the body; None where it is not there or is none."""
    value = body.get(name)
    return value if isinstance(value, str) and value else None


def forget_told_ends(connection: sqlite3.Connection, before_ms: int) -> None:
    """Let go of what happened before that."""
    connection.execute("delete from told_end where at_ms < ?", (before_ms,))
