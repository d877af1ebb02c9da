"""Statements prepared once for each database connection and asked through libpq, with psycopg's own adaptation.

psycopg's cursor does a good deal for each statement for which an exchange, that asks the same twenty again and again,
has no use: half of what a small statement costs in Python (decision record 0023). The rows and errors are the same.
"""

import re
import select
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import count
from typing import Any, TypeVar, cast

import psycopg
from psycopg import Connection, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import RowMaker

_NAMED = re.compile(r"(?<![:\w]):(\w+)(?!:)")
_SENT = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}
_KEPT = b"select name from pg_prepared_statements where starts_with(name, 'ask_')"
_shapes: dict[str, RowMaker[Any]] = {}
T = TypeVar("T")


class PreparedLine:
    """A connection with the statements that were prepared on it. Raises psycopg's errors."""

    def __init__(self, connection: "Connection[Any]") -> None:
        self.connection = connection
        self._adapt = Transformer(connection)
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._made = count()
        self._may_be_gone = False
        self._answer = select.poll()
        self._answer.register(connection.pgconn.socket, select.POLLIN)

    def doubt(self) -> None:
        """Look, before the next is asked, which statements are still there: psycopg lets go of all now and then."""
        self._may_be_gone = True

    def ask(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        """The rows of a statement, as named tuples; none of a statement that gives none. Begins a transaction."""
        name, given = self._made_ready(query, values)
        line, formats = self.connection.pgconn, self._adapt.formats
        return self._rows(query, line.exec_prepared(name, given, formats))

    def ask_meanwhile(
        self, query: str, values: Mapping[str, Any], meanwhile: Callable[[], T]
    ) -> tuple[list[Any], T]:
        """The same, and what `meanwhile` gives, which is worked out while the database is at it."""
        name, given = self._made_ready(query, values)
        self.connection.pgconn.send_query_prepared(name, given, self._adapt.formats)
        result, worked_out = self._answered(meanwhile)
        return self._rows(query, result), worked_out

    def copy(self, command: str, rows: Callable[[], str], meanwhile: Callable[[], T]) -> T:
        """Copy rows in. rows: makes them, while the database makes ready; meanwhile: as in `ask_meanwhile`."""
        self._begin()
        line = self.connection.pgconn
        line.send_query(command.encode())
        result, data = self._answered(rows, is_whole=False)
        if result.status != ExecStatus.COPY_IN:
            self._drained()
            raise self._error_of(result)
        encoded = data.encode()
        while not line.put_copy_data(encoded):  # no room for it: let go of what is there
            self._flush()
        self._end_copy()
        result, worked_out = self._answered(meanwhile)
        self._checked(result)
        return worked_out

    def begin(self, command: bytes) -> None:
        """Begin a transaction with these words, if none is open."""
        if self.connection.pgconn.transaction_status == TransactionStatus.IDLE:
            self._checked(self.connection.pgconn.exec_(command))

    def _begin(self) -> None:
        if not self.connection.autocommit:
            self.begin(b"begin")

    def _made_ready(self, query: str, values: Mapping[str, Any]) -> tuple[bytes, list[bytes]]:
        """The statement's name here, prepared if it was not, and its values as they are sent."""
        self._begin()
        if self._may_be_gone:
            self._look_again()
        text, names, formats = _numbered(query)
        plain = [_array_or_same(values[name]) for name in names]
        given = self._adapt.dump_sequence(plain, formats)
        types = tuple(self._adapt.types or ())
        name = self._names.get((query, types)) or self._prepare(query, text, types)
        # psycopg's own types leave out that a value may be null
        return name, cast("list[bytes]", given)

    def _rows(self, query: str, result: PGresult) -> list[Any]:
        self._checked(result)
        if result.status != ExecStatus.TUPLES_OK:
            return []
        self._adapt.set_pgresult(result)
        return self._adapt.load_rows(0, result.ntuples, _shape_of(query, result))

    def _answered(self, work: Callable[[], T], *, is_whole: bool = True) -> tuple[PGresult, T]:
        """What the database answers to what was sent, and what the work gives that is done until then.

        is_whole: nothing more comes after the answer. What the work raises is raised when the line is clear again.
        """
        self._flush()
        try:
            done = work()
        except BaseException:
            self._drained()
            raise
        result = self._next_result()
        if is_whole:
            self._drained()
        if result is None:
            raise psycopg.OperationalError("the database did not answer")
        return result, done

    def _next_result(self) -> PGresult | None:
        """Waits in a way that lets other threads go on."""
        line = self.connection.pgconn
        while line.is_busy():
            self._answer.poll()
            line.consume_input()
        return line.get_result()

    def _drained(self) -> None:
        """Nothing more is to come on the line."""
        while (result := self._next_result()) is not None:
            if result.status == ExecStatus.COPY_IN:
                self._end_copy(b"given up")
                self._flush()

    def _end_copy(self, error: bytes | None = None) -> None:
        while not self.connection.pgconn.put_copy_end(error):
            self._flush()

    def _flush(self) -> None:
        line = self.connection.pgconn
        while line.flush():
            select.select([], [line.socket], [])

    def _prepare(self, query: str, text: bytes, types: tuple[int, ...]) -> bytes:
        name = b"ask_%d" % next(self._made)
        self._checked(self.connection.pgconn.prepare(name, text, types))
        self._names[query, types] = name
        return name

    def _look_again(self) -> None:
        found = self._checked(self.connection.pgconn.exec_(_KEPT))
        kept = {found.get_value(row, 0) for row in range(found.ntuples)}
        self._names = {key: name for key, name in self._names.items() if name in kept}
        self._may_be_gone = False

    def _checked(self, result: PGresult) -> PGresult:
        if result.status in _SENT:
            return result
        raise self._error_of(result)

    def _error_of(self, result: PGresult) -> psycopg.Error:
        error = errors.error_from_result(result, self._adapt.encoding)
        self._may_be_gone |= isinstance(error, errors.InvalidSqlStatementName)
        return error


def array_text(items: Iterable[object]) -> str:
    """An array as PostgreSQL reads it from text: of texts, numbers, days or moments."""
    quoted = [
        "NULL" if item is None else '"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"'
        for item in items
    ]
    return "{" + ",".join(quoted) + "}"


def _array_or_same(value: Any) -> Any:
    """psycopg looks at every item of a list to find its type, which PostgreSQL knows from the statement."""
    return array_text(value) if type(value) is list else value


@cache
def _numbered(query: str) -> tuple[bytes, tuple[str, ...], list[PyFormat]]:
    """The statement with numbers in place of names, the names in that order, and how each is to be written."""
    names = tuple(dict.fromkeys(_NAMED.findall(query)))
    numbers = {name: f"${number}" for number, name in enumerate(names, 1)}
    text = _NAMED.sub(lambda found: numbers[found[1]], query)
    return text.encode(), names, [PyFormat.AUTO] * len(names)


def _shape_of(query: str, result: PGresult) -> RowMaker[Any]:
    """How its rows are named: worked out once for a statement."""
    shape = _shapes.get(query)
    if shape is None:
        names = [(result.fname(column) or b"").decode() for column in range(result.nfields)]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # names are read
        shape = _shapes[query] = cast("RowMaker[Any]", row._make)
    return shape
