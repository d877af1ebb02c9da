"""Statements prepared once for each database connection and asked through libpq, with psycopg's own adaptation.

psycopg's cursor does a good deal for each statement for which an exchange, that asks the same twenty again and again,
has no use: half of what a small statement costs in Python (decision record 0023). The rows and errors are the same.
"""

import re
from collections import namedtuple
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count
from typing import Any, cast

from psycopg import Connection, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import RowMaker

_NAMED = re.compile(r"(?<![:\w]):(\w+)(?!:)")
_SENT = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}
_KEPT = b"select name from pg_prepared_statements where starts_with(name, 'ask_')"
_shapes: dict[str, RowMaker[Any]] = {}


class PreparedLine:
    """A connection with the statements that were prepared on it. Raises psycopg's errors."""

    def __init__(self, connection: "Connection[Any]") -> None:
        self.connection = connection
        self._adapt = Transformer(connection)
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._made = count()
        self._may_be_gone = False

    def doubt(self) -> None:
        """Look, before the next is asked, which statements are still there: psycopg lets go of all now and then."""
        self._may_be_gone = True

    def ask(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        """The rows of a statement, as named tuples; none of a statement that gives none. Begins a transaction."""
        line = self.connection.pgconn
        if line.transaction_status == TransactionStatus.IDLE and not self.connection.autocommit:
            self._checked(line.exec_(b"begin"))
        if self._may_be_gone:
            self._look_again()
        text, names, formats = _numbered(query)
        plain = [_array_or_same(values[name]) for name in names]
        given = self._adapt.dump_sequence(plain, formats)
        types = tuple(self._adapt.types or ())
        name = self._names.get((query, types)) or self._prepare(query, text, types)
        # psycopg's own types leave out that a value may be null
        result = line.exec_prepared(name, cast("list[bytes]", given), self._adapt.formats)
        self._checked(result)
        if result.status != ExecStatus.TUPLES_OK:
            return []
        self._adapt.set_pgresult(result)
        return self._adapt.load_rows(0, result.ntuples, _shape_of(query, result))

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
        error = errors.error_from_result(result, self._adapt.encoding)
        self._may_be_gone |= isinstance(error, errors.InvalidSqlStatementName)
        raise error


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
