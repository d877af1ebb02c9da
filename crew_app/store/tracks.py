"""Where the lorry went in the running shift, as far as it has not become an operation, and which streets that covered.

Only of a shift that is on: `forget_track` empties both when it ends. Nothing here says who drove.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crew_app.store.database import Store, transaction
from geo.onboard.driven import Spans
from geo.onboard.track import TimedFix


@dataclass(frozen=True, slots=True)
class Covered:
    """What the track covered of a street (metres along it), and whether that is the street from end to end."""

    usrn: str
    spans: Spans
    is_end_to_end: bool


def note_track(
    store: Store, collection: str, fixes: Iterable[TimedFix], covered: Iterable[Covered]
) -> None:
    """Keep some more of the track and what is covered by now. An answer given before stays."""
    with transaction(store) as connection:
        connection.executemany(
            "insert or ignore into track_fix values (?, ?, ?, ?, ?)",
            [(collection, *fix) for fix in fixes],
        )
        connection.executemany(
            "insert into driven (collection, usrn, spans, end_to_end) values (?, ?, ?, ?) "
            "on conflict (collection, usrn) do update set spans = excluded.spans, end_to_end = excluded.end_to_end",
            [
                (collection, one.usrn, _text_of(one.spans), int(one.is_end_to_end))
                for one in covered
            ],
        )


def list_fixes(store: Store, collection: str) -> tuple[TimedFix, ...]:
    """The fixes that are in no operation yet, in order of time."""
    rows = store.connection.execute(
        "select ms, lat7, lon7, acc_dm from track_fix where collection = ? order by ms",
        (collection,),
    )
    return tuple((row["ms"], row["lat7"], row["lon7"], row["acc_dm"]) for row in rows)


def find_cover(store: Store, collection: str) -> Mapping[str, Spans]:
    """What the shift's track covered of each street so far."""
    rows = store.connection.execute(
        "select usrn, spans from driven where collection = ?", (collection,)
    )
    return {row["usrn"]: _spans_of(row["spans"]) for row in rows}


def list_end_to_end(store: Store, collection: str) -> tuple[str, ...]:
    """The streets driven end to end for which nobody said no."""
    rows = store.connection.execute(
        "select usrn from driven where collection = ? and end_to_end and not declined order by usrn",
        (collection,),
    )
    return tuple(row["usrn"] for row in rows)


def decline_street(store: Store, collection: str, usrn: str) -> None:
    """It was driven, but not done: not asked again in this shift."""
    with transaction(store) as connection:
        connection.execute(
            "update driven set declined = 1 where collection = ? and usrn = ?", (collection, usrn)
        )


def drop_fixes(store: Store, collection: str, through_ms: int) -> None:
    """Let the fixes go that an operation now holds."""
    with transaction(store) as connection:
        connection.execute(
            "delete from track_fix where collection = ? and ms <= ?", (collection, through_ms)
        )


def forget_track(store: Store, keep: str = "") -> None:
    """Let go of every shift's track but that of the collection `keep`."""
    if not has_track(store, keep):
        return
    with transaction(store) as connection:
        connection.execute("delete from track_fix where collection <> ?", (keep,))
        connection.execute("delete from driven where collection <> ?", (keep,))


def has_track(store: Store, keep: str = "") -> bool:
    """Whether anything is kept of a shift other than `keep`'s."""
    row = store.connection.execute(
        "select exists (select 1 from track_fix where collection <> :k) "
        "or exists (select 1 from driven where collection <> :k) as found",
        {"k": keep},
    ).fetchone()
    return bool(row["found"])


def count_track(store: Store) -> tuple[int, int]:
    """How many fixes are held as they came, and how many pieces of tracks as operations."""
    fixes = store.connection.execute("select count(*) from track_fix").fetchone()[0]
    pieces = store.connection.execute("select count(*) from op where kind = 'track'").fetchone()[0]
    return int(fixes), int(pieces)


def _text_of(spans: Spans) -> str:
    return json.dumps([[round(low, 1), round(high, 1)] for low, high in spans])


def _spans_of(text: str) -> Spans:
    return tuple((low, high) for low, high in json.loads(text))
