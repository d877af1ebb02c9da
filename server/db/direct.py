"""Statements sent past SQLAlchemy, on the session's own connection and in its transaction.

SQLAlchemy's way costs about 100 microseconds of Python a statement, this 15: for an exchange, which is twenty of
them, and for nothing else. What goes wrong comes out as SQLAlchemy's errors, so that nobody needs to know which way a
statement went. Must not be used with a session that holds unwritten objects: it does not flush.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

import psycopg
from sqlalchemy import Connection, Engine, TextClause, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.db.prepared import PreparedLine, array_text

NULL = r"\N"
# after these psycopg lets go of what is prepared
CLEARING = ("DROP", "ALTER", "ROLLBACK", "DISCARD", "DEALLOCATE")
BEGIN_BY_KEYS = (
    b"begin; set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off"
)
PREPARED, CONNECTION = "prepared statements", "direct connection"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
NOTHING: Mapping[str, Any] = {}
T = TypeVar("T")


def ask(session: Session, statement: TextClause, values: Mapping[str, Any] = NOTHING) -> list[Any]:
    """The rows of a statement, as named tuples; none of a statement that gives none."""
    connection = _connection_of(session)
    try:
        return _prepared(connection).ask(statement.text, values)
    except psycopg.Error as error:
        raise _as_sqlalchemys(connection, error) from error


def ask_meanwhile(
    session: Session, statement: TextClause, values: Mapping[str, Any], meanwhile: Callable[[], T]
) -> tuple[list[Any], T]:
    """The same, and what `meanwhile` gives: what can be worked out while the database is at it. It asks nothing."""
    connection = _connection_of(session)
    try:
        return _prepared(connection).ask_meanwhile(statement.text, values, meanwhile)
    except psycopg.Error as error:
        raise _as_sqlalchemys(connection, error) from error


def copy_rows(
    session: Session,
    table: str,
    columns: str,
    rows: Callable[[], str],
    meanwhile: Callable[[], T],
) -> T:
    """Copy rows, in PostgreSQL's text form, into a table. A row that is there already fails as with any insert.

    rows: makes them, while the database makes ready. meanwhile: what to work out while it takes them in; what that
    gives is given. Neither asks anything.
    """
    connection = _connection_of(session)
    command = f"copy {table} ({columns}) from stdin"
    try:
        return _prepared(connection).copy(command, rows, meanwhile)
    except psycopg.Error as error:
        raise _as_sqlalchemys(connection, error) from error


def begin_by_keys(session: Session) -> None:
    """Begin a transaction that looks everything up by its keys, as an exchange does, if none is begun.

    Plans are made once and kept, and go by the indexes: a table that was empty when the plan was made will have grown.
    """
    connection = _connection_of(session)
    try:
        _prepared(connection).begin(BEGIN_BY_KEYS)
    except psycopg.Error as error:
        raise _as_sqlalchemys(connection, error) from error


def copy_text(text: str | None) -> str:
    """A field as COPY reads it."""
    if text is None:
        return NULL
    if (
        text.isprintable() and "\\" not in text
    ):  # nearly always, and quicker than looking for what needs an escape
        return text
    return text.translate(_ESCAPES)


def copy_array(texts: Iterable[str]) -> str:
    """An array of texts as COPY reads it."""
    return copy_text(array_text(texts))


def constraint_of(error: DBAPIError) -> str | None:
    """The name of the constraint that a statement violated, if it is that."""
    return error.orig.diag.constraint_name if isinstance(error.orig, psycopg.Error) else None


def _connection_of(session: Session) -> Connection:
    """The session's connection, asked for once in a transaction: the session takes its time to tell.

    In a savepoint once more, for it is only set when the session is first asked for its connection in it.
    """
    kept: tuple[object, Connection] | None = session.info.get(CONNECTION)
    if kept is not None and kept[0] is _innermost(session):
        return kept[1]
    connection = session.connection()
    session.info[CONNECTION] = (_innermost(session), connection)
    return connection


def _innermost(session: Session) -> object:
    return session.get_nested_transaction() or session.get_transaction()


@event.listens_for(Engine, "after_cursor_execute")
def _on_execute(connection: Connection, cursor: Any, *_: object) -> None:
    if (cursor.statusmessage or "").startswith(CLEARING):
        _doubt(connection.info)


@event.listens_for(Engine, "rollback")
def _on_rollback(connection: Connection) -> None:
    if not connection.invalidated:  # a line that was cut has nothing left
        _doubt(connection.info)


def _doubt(info: Mapping[str, Any]) -> None:
    line = info.get(PREPARED)
    if line is not None:
        line.doubt()


def _prepared(connection: Connection) -> PreparedLine:
    return cast(PreparedLine, connection.info.get(PREPARED) or _open_line(connection))


def _open_line(connection: Connection) -> PreparedLine:
    line = connection.info[PREPARED] = PreparedLine(_line_of(connection))
    return line


def _line_of(connection: Connection) -> "psycopg.Connection[Any]":
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


def _as_sqlalchemys(connection: Connection, error: psycopg.Error) -> BaseException:
    is_lost = _line_of(connection).closed
    if is_lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        None, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=is_lost
    )
