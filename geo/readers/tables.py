"""Reads delimited text (CSV, also .gz) into rows of text; finds its encoding and its delimiter."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geo.readers.errors import UnreadableFileError
from geo.readers.files import read_bytes

DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8-sig", "cp1252")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. `row` counts as a spreadsheet does: the header is 1, the first row of values 2."""

    row: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, its rows, and the numbers of rows with too many or too few values."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...] = field(repr=False)
    broken: tuple[int, ...] = ()

    def need(self, columns: Sequence[str]) -> None:
        """Raise UnreadableFileError when one of the columns is not there, naming those that are."""
        missing = [name for name in columns if name not in self.columns]
        if missing:
            raise UnreadableFileError(
                "file.column_missing",
                file=self.name,
                missing=", ".join(missing),
                there=", ".join(self.columns),
            )


def read_table(path: Path, needed: Sequence[str] = ()) -> Table:
    """Read the whole table, values stripped. Raises UnreadableFileError, also when a needed column is missing."""
    text = _decode(path, read_bytes(path))
    lines = _records(path, text)
    columns = tuple(name.strip() for name in lines[0])
    _check_columns(path, columns)
    rows, broken = _split(columns, lines[1:])
    table = Table(path.name, columns, tuple(rows), tuple(broken))
    table.need(needed)
    if not rows:
        raise UnreadableFileError("file.no_rows", file=path.name)
    return table


def _split(
    columns: Sequence[str], lines: Sequence[Sequence[str]]
) -> tuple[list[TableRow], list[int]]:
    rows, broken = [], []
    for row, line in enumerate(lines, start=2):
        if not any(line):
            continue
        if len(line) != len(columns):
            broken.append(row)
            continue
        values = {name: value.strip() for name, value in zip(columns, line, strict=True)}
        rows.append(TableRow(row, values))
    return rows, broken


def _decode(path: Path, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableFileError("file.wrong_encoding", file=path.name, wanted="UTF-8")
    if b"\0" in content:
        raise UnreadableFileError("file.not_a_table", file=path.name)
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError("file.wrong_encoding", file=path.name, wanted="UTF-8")


def _records(path: Path, text: str) -> list[list[str]]:
    header = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as wrong:
        raise UnreadableFileError("file.not_a_table", file=path.name) from wrong
    if not lines or not any(lines[0]):
        raise UnreadableFileError("file.not_a_table", file=path.name)
    return lines


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    named = [name for name in columns if name]
    if len(columns) < 2 or any(not name.isprintable() or len(name) > 60 for name in named):
        raise UnreadableFileError("file.not_a_table", file=path.name)
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise UnreadableFileError("file.column_twice", file=path.name, columns=", ".join(twice))
