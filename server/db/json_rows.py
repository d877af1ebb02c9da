"""Rows on their way to the database as one JSON parameter, for `json_to_recordset`.

Arrays for `unnest` cost psycopg ten times as long to write where texts hold quotes: docs/measurements.md has figures.
"""

from collections.abc import Iterable

import msgspec

_encode = msgspec.json.Encoder().encode


def json_rows(rows: Iterable[dict[str, object]]) -> str:
    """The rows as JSON text. Enums, dates and times are written by their values, `msgspec.Raw` as it is."""
    return _encode(list(rows)).decode()
