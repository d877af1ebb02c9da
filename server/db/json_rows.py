"""Rows and lists on their way to the database as one JSON parameter, for `json_to_recordset` and its like.

Arrays for `unnest` cost psycopg ten times as long to write where texts hold quotes: docs/measurements.md has figures.
"""

from collections.abc import Iterable, Sequence

import msgspec

_encode = msgspec.json.Encoder().encode


def json_rows(rows: Iterable[dict[str, object]]) -> str:
    """The rows as JSON text. Enums, dates and times are written by their values, `msgspec.Raw` as it is."""
    return _encode(list(rows)).decode()


def json_list(texts: Sequence[str]) -> str:
    """Texts as a JSON array, for `json_array_elements_text`."""
    return _encode(texts).decode()
