"""Lists of like JSON objects as columns, which compress far better than rows. Exact: what goes in comes out.

A column is an object with one key that says how its values are written:
`c` one value for all rows, `d` integers as first value and differences, `x` texts of one length run together,
`w` indices into a list of words, `o` objects as columns of their own, `p` only some rows (differences of their
indices, then their column), `r` the values as they are.
"""

from collections.abc import Sequence
from itertools import accumulate
from operator import sub
from typing import Any

from sync.refusals import WireError

Column = dict[str, Any]
MOST_ROWS = 100_000
_MISSING = object()
_PLAIN = (str, int, bool, type(None))


def pack_column(values: list[Any]) -> Column:
    """The shortest way of writing the values that we know. There must be at least one value."""
    first, kinds = values[0], set(map(type, values))
    if len(kinds) > 1:
        return {"r": values}
    (kind,) = kinds
    if kind in _PLAIN and values.count(first) == len(values):
        return {"c": first}
    if kind is int:
        return {"d": [first, *map(sub, values[1:], values)]}
    if kind is str:
        return _pack_texts(values)
    if kind is dict:
        return {"o": _pack_objects(values)}
    return {"r": values}


def pack_fields(names: Sequence[str], fields: Sequence[Sequence[Any]]) -> Column:
    """The same of objects whose values are given field by field; None: the object does not have it."""
    held = {
        name: _pack_key([_MISSING if value is None else value for value in values])
        for name, values in zip(names, fields, strict=True)
        if any(value is not None for value in values)
    }
    return {"o": {name: held[name] for name in sorted(held)}}


def unpack_column(column: Any, count: int) -> list[Any]:
    """The values of a column. Raises WireError columns.unreadable. Values of `c` are shared, so change none."""
    if type(column) is not dict or len(column) != 1 or not 0 < count <= MOST_ROWS:
        raise WireError("columns.unreadable")
    ((how, held),) = column.items()
    reader = _READERS.get(how)
    if reader is None:
        raise WireError("columns.unreadable")
    values = reader(held, count)
    if len(values) != count:
        raise WireError("columns.unreadable")
    return values


def _pack_texts(values: list[str]) -> Column:
    words = sorted(set(values))
    if len(words) * 3 <= len(values):
        index = {word: at for at, word in enumerate(words)}
        return {"w": [words, [index[value] for value in values]]}
    length = len(values[0])
    if length and set(map(len, values)) == {length}:
        return {"x": [length, "".join(values)]}
    return {"r": values}


def _pack_objects(values: list[dict[str, Any]]) -> dict[str, Column]:
    keys = sorted(set().union(*values))
    return {key: _pack_key([value.get(key, _MISSING) for value in values]) for key in keys}


def _pack_key(values: list[Any]) -> Column:
    rows = [row for row, value in enumerate(values) if value is not _MISSING]
    if len(rows) == len(values):
        return pack_column(values)
    steps = [b - a for a, b in zip([-1, *rows], rows, strict=False)]
    return {"p": [steps, pack_column([values[row] for row in rows])]}


def _read_constant(held: Any, count: int) -> list[Any]:
    return [held] * count


def _read_differences(held: Any, count: int) -> list[Any]:
    if type(held) is not list or len(held) != count or not all(type(v) is int for v in held):
        raise WireError("columns.unreadable")
    return list(accumulate(held))


def _read_run(held: Any, count: int) -> list[Any]:
    length, text = _pair(held)
    if type(length) is not int or type(text) is not str or length < 1:
        raise WireError("columns.unreadable")
    if len(text) != length * count:
        raise WireError("columns.unreadable")
    return [text[at : at + length] for at in range(0, len(text), length)]


def _read_words(held: Any, _count: int) -> list[Any]:
    words, indices = _pair(held)
    if type(words) is not list or type(indices) is not list:
        raise WireError("columns.unreadable")
    if not all(type(index) is int and 0 <= index < len(words) for index in indices):
        raise WireError("columns.unreadable")
    return [words[index] for index in indices]


def _read_objects(held: Any, count: int) -> list[Any]:
    if type(held) is not dict:
        raise WireError("columns.unreadable")
    objects: list[dict[str, Any]] = [{} for _ in range(count)]
    for key, column in held.items():
        if type(column) is dict and "p" in column:
            _fill_some(objects, key, column["p"])
            continue
        for at, value in zip(objects, unpack_column(column, count), strict=True):
            at[key] = value
    return objects


def _fill_some(objects: list[dict[str, Any]], key: str, held: Any) -> None:
    steps, column = _pair(held)
    if type(steps) is not list or not all(type(step) is int and step > 0 for step in steps):
        raise WireError("columns.unreadable")
    rows = [row - 1 for row in accumulate(steps)]
    if not rows or rows[-1] >= len(objects):
        raise WireError("columns.unreadable")
    for row, value in zip(rows, unpack_column(column, len(rows)), strict=True):
        objects[row][key] = value


def _read_rows(held: Any, _count: int) -> list[Any]:
    if type(held) is not list:
        raise WireError("columns.unreadable")
    return held


def _pair(held: Any) -> tuple[Any, Any]:
    if type(held) is not list or len(held) != 2:
        raise WireError("columns.unreadable")
    return held[0], held[1]


_READERS = {
    "c": _read_constant,
    "d": _read_differences,
    "x": _read_run,
    "w": _read_words,
    "o": _read_objects,
    "r": _read_rows,
}
