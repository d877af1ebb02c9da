"""Returns asked of this squad and messages to it, as the server gave them."""

import sqlite3

from sync.pack import PackMessage, PackReturn


def put_return(connection: sqlite3.Connection, asked: PackReturn) -> None:
    """Take over a return, new or changed."""
    connection.execute(
        "insert or replace into return_asked values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            asked.return_id,
            asked.usrn,
            asked.uprn,
            asked.address,
            asked.why,
            asked.reason,
            asked.due_ms,
            asked.round_id,
            asked.on.isoformat(),
        ),
    )


def drop_return(connection: sqlite3.Connection, return_id: str) -> None:
    """The return is no longer asked for."""
    connection.execute("delete from return_asked where return_id = ?", (return_id,))


def put_message(connection: sqlite3.Connection, message: PackMessage) -> None:
    """Take over a message."""
    connection.execute(
        "insert or replace into message values (?, ?, ?, ?)",
        (message.message_id, message.text, message.sent_ms, int(message.needs_reading)),
    )
