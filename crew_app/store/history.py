"""Every record of a place, the latest first: what, when, on which phone, and what became of it. None is ever edited."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from crew_app.store.database import Store
from crew_app.store.marks import is_gone_elsewhere
from crew_app.store.told import find_nothing_since
from sync.ops import Op, Part, Retraction, Visit
from sync.wire import op_of_body
from sync.words import Level, Outcome, Reason, WhyTakenBack


class Fate(StrEnum):
    """What became of a record."""

    COUNTS = "counts"  # it is what is shown
    BESIDE = "beside"  # another phone says something else; the other counts
    REPLACED = "replaced"
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"  # by the server


@dataclass(frozen=True, slots=True)
class Entry:
    """One record. device: of another phone, None for this one. ended_ms, why: of its retraction, where it is known.

    gone_by: the operation that took it back.
    """

    op_id: str
    outcome: Outcome
    at_ms: int
    fate: Fate
    device: str | None = None
    reason: Reason | None = None
    material: str | None = None
    part: Part | None = None
    state: str | None = None
    ended_ms: int | None = None
    why: WhyTakenBack | None = None
    gone_by: str | None = None
    level: Level = Level.STREET
    entry_id: str | None = None
    container: str | None = None
    corrects: str | None = None
    is_anew: bool = False  # stated again, because the correction of it was undone


@dataclass(frozen=True, slots=True)
class _Shown:
    """What counts at the place, and since which change nothing the server knows does."""

    op_id: str | None
    is_contested: bool
    nothing_since: int


def list_street_history(store: Store, ent: str) -> tuple[Entry, ...]:
    """The records of a street and of its entries, the latest first."""
    rows = store.connection.execute(
        "select ent from op where kind = 'visit' and ent > :first and ent < :end "
        "union select ent from told_mark where ent > :first and ent < :end",
        _entries_of(ent),
    )
    found = list(list_history(store, ent))
    for row in rows.fetchall():
        found += list_history(store, row["ent"])
    return _latest_first(found)


def list_history(store: Store, ent: str) -> tuple[Entry, ...]:
    """The records of a place on this phone, and those of other phones that it was told of, the latest first."""
    connection = store.connection
    row = connection.execute("select op_id, contested from mark where ent = ?", (ent,)).fetchone()
    shown = _Shown(
        op_id=None if row is None else row["op_id"],
        is_contested=row is not None and bool(row["contested"]),
        nothing_since=find_nothing_since(connection, ent),
    )
    entries = (*_list_own(connection, ent, shown), *_list_told(connection, ent, shown))
    by_id = {entry.op_id: entry for entry in entries}
    told = [replace(entry, is_anew=_is_anew(entry, by_id)) for entry in entries]
    return _latest_first(told)


def _latest_first(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.at_ms, entry.op_id), reverse=True))


def _entries_of(ent: str) -> dict[str, str]:
    """Between which keys those of a street's entries lie: no premises begins so."""
    return {"first": f"{ent}/~", "end": f"{ent}/\x7f"}  # which follows "~"


def _is_anew(entry: Entry, by_id: Mapping[str, Entry]) -> bool:
    """Whether it says what a record said before the correction that it takes the place of."""
    if entry.corrects is None:
        return False
    if any(other.gone_by == entry.corrects for other in by_id.values()):
        return True  # the correction had only taken that record back
    correction = by_id.get(entry.corrects)
    first = None if correction is None else by_id.get(correction.corrects or "")
    if correction is None or first is None or correction.fate is not Fate.TAKEN_BACK:
        return False
    return first.why is not None and (first.outcome, first.reason) == (entry.outcome, entry.reason)


def has_history(store: Store, ent: str) -> bool:
    """Whether anything was ever recorded at the place, or at an entry of the street."""
    row = store.connection.execute(
        "select exists (select 1 from op where ent = :e and kind = 'visit') "
        "or exists (select 1 from told_mark where ent = :e) "
        "or exists (select 1 from op where ent > :first and ent < :end and kind = 'visit') "
        "or exists (select 1 from told_mark where ent > :first and ent < :end) as known",
        {"e": ent} | _entries_of(ent),
    ).fetchone()
    return bool(row["known"])


def _list_own(connection: sqlite3.Connection, ent: str, shown: _Shown) -> list[Entry]:
    rows = connection.execute(
        "select op.body, op.seq, op.state, op.n, r.op_id as gone, r.by_op, r.why, "
        "by.body as gone_body, by.seq as gone_seq "
        "from op left join retracted r on r.op_id = op.id left join op by on by.id = r.by_op "
        "where op.ent = ? and op.kind = 'visit' order by op.pos desc",
        (ent,),
    ).fetchall()
    return [_own(row, shown, is_latest=place == 0) for place, row in enumerate(rows)]


def _own(row: sqlite3.Row, shown: _Shown, *, is_latest: bool) -> Entry:
    op = op_of_body(row["body"], row["seq"])
    fate = _fate_of(op, row, shown, is_latest=is_latest)
    ended_ms, why = _end(row)
    visit = op.data
    assert isinstance(visit, Visit)  # noqa: S101 - the query asks for visits
    return Entry(
        op_id=op.id,
        outcome=visit.outcome,
        at_ms=op.time.est_ms,
        fate=fate,
        reason=visit.reason,
        material=visit.material,
        part=visit.part,
        state=row["state"],
        ended_ms=ended_ms,
        why=why,
        gone_by=row["by_op"],
        level=_level_of(op.ent),
        entry_id=visit.entry_id,
        container=visit.container,
        corrects=visit.corrects,
    )


def _fate_of(op: Op, row: sqlite3.Row, shown: _Shown, *, is_latest: bool) -> Fate:
    if op.id == shown.op_id:
        return Fate.COUNTS
    if row["gone"] is not None:
        return Fate.TAKEN_BACK
    if row["state"] == "rejected":
        return Fate.REFUSED
    if is_gone_elsewhere(row["state"], row["n"], shown.nothing_since):
        return Fate.TAKEN_BACK
    return Fate.BESIDE if shown.is_contested and is_latest else Fate.REPLACED


def _list_told(connection: sqlite3.Connection, ent: str, shown: _Shown) -> list[Entry]:
    rows = connection.execute(
        "select t.*, r.op_id as gone, r.by_op, r.why, by.body as gone_body, by.seq as gone_seq from told_mark t "
        "left join retracted r on r.op_id = t.op_id left join op by on by.id = r.by_op "
        "where t.ent = ? and t.op_id not in (select id from op)",
        (ent,),
    )
    return [_told(row, shown) for row in rows]


def _told(row: sqlite3.Row, shown: _Shown) -> Entry:
    fate = Fate.BESIDE if shown.is_contested else Fate.REPLACED
    if row["op_id"] == shown.op_id:
        fate = Fate.COUNTS
    elif row["gone"] is not None:
        fate = Fate.TAKEN_BACK
    elif row["ended"] is not None:
        fate = Fate(row["ended"])
    ended_ms, why = _end(row)
    return Entry(
        op_id=row["op_id"],
        outcome=Outcome(row["outcome"]),
        at_ms=row["at_ms"],
        fate=fate,
        device=row["device"],
        reason=None if row["reason"] is None else Reason(row["reason"]),
        ended_ms=ended_ms,
        why=why,
        gone_by=row["by_op"],
        level=_level_of(row["ent"]),
        entry_id=row["ent"].partition("/~")[2] or None,
    )


def _level_of(ent: str) -> Level:
    """What kind of place a key names."""
    inside = ent.partition("/")[2].partition("/")[2]
    if not inside:
        return Level.STREET
    return Level.ENTRY if inside.startswith("~") else Level.PREMISES


def _end(row: sqlite3.Row) -> tuple[int | None, WhyTakenBack | None]:
    """When and why a record was taken back; the hour is known of what this phone took back itself."""
    if row["gone_body"] is None:
        return None, None if row["why"] is None else WhyTakenBack(row["why"])
    gone = op_of_body(row["gone_body"], row["gone_seq"])
    return gone.time.est_ms, gone.data.why if isinstance(gone.data, Retraction) else None
