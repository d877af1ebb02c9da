"""The lines of a collection's streets, as the pack brought them: for the map, and for where the phone is."""

import json

from crew_app.store.database import Store
from geo.onboard.lines import Line7


def list_lines(store: Store, collection: str) -> tuple[tuple[str, Line7], ...]:
    """Each street's usrn and line in round order; an empty line where the pack has none."""
    rows = store.connection.execute(
        "select usrn, line from street where collection = ? order by position, usrn", (collection,)
    )
    return tuple((row["usrn"], _line_of(row["line"])) for row in rows)


def find_fingerprint(store: Store, collection: str) -> tuple[int, int]:
    """Two numbers that change when the pack brings other streets or lines. Cheap enough for every second."""
    row = store.connection.execute(
        "select count(*) as streets, coalesce(sum(length(line) * (position + 7) + usrn), 0) as mixed "
        "from street where collection = ?",
        (collection,),
    ).fetchone()
    return int(row["streets"]), int(row["mixed"])


def find_line(store: Store, usrn: str) -> Line7 | None:
    """The line of a street in any collection of the pack, or None where none is known."""
    row = store.connection.execute(
        "select line from street where usrn = ? and line <> '[]' limit 1", (usrn,)
    ).fetchone()
    return None if row is None else _line_of(row["line"])


def _line_of(text: str) -> Line7:
    return tuple(tuple((lat7, lon7) for lat7, lon7 in part) for part in json.loads(text))
