"""Statements sent straight through psycopg, on the session's own connection and in its transaction.

SQLAlchemy's way costs about 100 microseconds of Python a statement, psycopg's 25: for an exchange, which is a dozen of
them, and for nothing else. What goes wrong comes out as SQLAlchemy's errors, so that nobody needs to know which way a
statement went. Must not be used with a session that holds unwritten objects: it does not flush.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

import psycopg
from psycopg._cursor_base import BaseCursor
from psycopg.rows import RowMaker, namedtuple_row
from sqlalchemy import Connection, TextClause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_NAMED = re.compile(r"(?<![:\w]):(\w+)(?!:)")
NULL = r"\N"
ASKER, CONNECTION = "direct asker", "direct connection"
_shapes: dict[str, RowMaker[Any]] = {}
_NEEDS_ESCAPE = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
NOTHING: Mapping[str, Any] = {}
T = TypeVar("T")


def ask(session: Session, statement: TextClause, values: Mapping[str, Any] = NOTHING) -> list[Any]:
    """The rows of a statement, as named tuples; none of a statement that gives none."""
    connection = _connection_of(session)
    try:
        asker = connection.info.get(ASKER) or _open_asker(connection)
        return asker.ask(statement.text, values)
    except psycopg.Error as error:
        raise _as_sqlalchemys(connection, error) from error


def copy_rows(
    session: Session, table: str, columns: str, rows: str, meanwhile: Callable[[], T]
) -> T:
    """Copy rows, in PostgreSQL's text form, into a table. A row that is there already fails as with any insert.

    meanwhile: what to work out while the database takes them in; what that gives is given.
    """
    connection = _connection_of(session)
    command = f"copy {table} ({columns}) from stdin"
    try:
        with _line_of(connection).cursor().copy(command) as copy:
            copy.write(rows)
            return meanwhile()
    except psycopg.Error as error:
        raise _as_sqlalchemys(connection, error) from error


def copy_text(text: str | None) -> str:
    """A field as COPY reads it."""
    if text is None:
        return NULL
    if _NEEDS_ESCAPE.search(text) is None:
        return text
    return text.translate(_ESCAPES)


def copy_array(texts: Iterable[str]) -> str:
    """An array of texts as COPY reads it."""
    quoted = ['"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"' for one in texts]
    return copy_text("{" + ",".join(quoted) + "}")


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


class _Asker:
    """A cursor that a connection keeps: making one costs half as much as asking. It names rows once for a statement."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.cursor = connection.cursor(row_factory=self._shape)
        self.query = ""

    def ask(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        self.query = query
        self.cursor.execute(_psycopg_text(query), values)
        result = self.cursor.pgresult
        return self.cursor.fetchall() if result is not None and result.nfields else []

    def _shape(self, cursor: BaseCursor[Any, Any]) -> RowMaker[Any]:
        make = _shapes.get(self.query)
        if make is None:
            make = namedtuple_row(cursor)
            if cursor.pgresult is not None and cursor.pgresult.nfields:
                _shapes[self.query] = make
        return make


def _open_asker(connection: Connection) -> _Asker:
    asker = _Asker(_line_of(connection))
    connection.info[ASKER] = asker
    return asker


def _line_of(connection: Connection) -> "psycopg.Connection[Any]":
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


def _as_sqlalchemys(connection: Connection, error: psycopg.Error) -> BaseException:
    is_lost = _line_of(connection).closed
    if is_lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        None, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=is_lost
    )


@cache
def _psycopg_text(text: str) -> str:
    return _NAMED.sub(r"%(\1)s", text.replace("%", "%%"))
