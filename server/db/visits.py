"""Visits as squads stated them, and what was taken back: append-only, set-wise."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.direct import NULL, ask, copy_array, copy_rows, copy_text
from sync.canonical import canonical_json
from sync.ops import Op, Visit
from sync.placing import Standing
from sync.shapes import write_shape
from sync.words import Outcome, Reason

STANDING = """
select v.id::text, o.inc::text, o.seq, o.ent, coalesce(c.n, o.change_n) as n, v.squad, d.label as device, v.outcome,
       v.reason, v.saw, v.retracted_at, cast(extract(epoch from v.noted_at) * 1000 as bigint) as est_ms
from visit v join op o on o.id = v.id join device d on d.id = v.device left join change c on c.op = v.id
"""
OF_COLLECTIONS = text(f"""{STANDING}
where (v.round_id, v.on_date) in (select * from unnest(cast(:rounds as text[]), cast(:days as date[])))
""")  # noqa: S608 - our own text
COLUMNS = """
id, device, squad, round_id, on_date, usrn, entry_id, uprn, outcome, reason, material, container, part, corrects, saw,
note, lat7, lon7, acc_dm, noted_wall_at, noted_at, clock_quality, received_at, retracted_at, retracted_by
"""
RETRACT = text("""
update visit set retracted_at = :now, retracted_by = t.by
from (select * from unnest(cast(:targets as uuid[]), cast(:bys as uuid[])) as t(target, by)) t
where visit.id = t.target and visit.retracted_at is null
returning visit.id::text, visit.round_id, visit.on_date, visit.usrn
""")
PLACES = text("""
select v.id::text, v.round_id, v.on_date, v.usrn, o.ent, v.squad
from visit v join op o on o.id = v.id where v.id = any(cast(:ids as uuid[]))
""")
NOWHERE, NOT_TAKEN_BACK = "\t".join([NULL] * 3), "\t".join([NULL] * 2)
T = TypeVar("T")
Street = tuple[str, date, str]  # round, day, usrn
Place = tuple[Street, str]  # with the entity: the street itself, or an entry or premises of it


class NewVisit(NamedTuple):
    """A visit to keep. saw: every earlier statement at the place that its device had seen."""

    op: Op
    visit: Visit
    saw: frozenset[str]
    retracted_at: datetime | None = None
    retracted_by: str | None = None


def list_visits_of_collections(
    session: Session, collections: Sequence[tuple[str, date]]
) -> list[Standing]:
    """Every visit of these collections."""
    if not collections:
        return []
    rounds, days = zip(*collections, strict=True)
    values = {"rounds": list(rounds), "days": list(days)}
    return _standing(session.execute(OF_COLLECTIONS, values))


def _standing(rows: Iterable[Any]) -> list[Standing]:
    return [
        Standing(
            id=row.id,
            inc=row.inc,
            seq=row.seq,
            ent=row.ent,
            n=row.n,
            squad=row.squad,
            device=row.device,
            outcome=Outcome(row.outcome),
            reason=None if row.reason is None else Reason(row.reason),
            saw=frozenset(row.saw),
            is_retracted=row.retracted_at is not None,
            est_ms=row.est_ms,
        )
        for row in rows
    ]


def list_places_of_visits(session: Session, ids: Sequence[str]) -> dict[str, Place]:
    """The place of each of these visits."""
    if not ids:
        return {}
    rows = ask(session, PLACES, {"ids": list(ids)})
    return {row.id: ((row.round_id, row.on_date, row.usrn), row.ent) for row in rows}


def visit_rows(device: str, visits: Sequence[NewVisit], now: datetime) -> str:
    """The visits as COPY reads them. Pure: it is worked out while the database is at something else."""
    received_at = now.isoformat()
    return "".join([_line(new, device, received_at) for new in visits])


def add_visits(session: Session, rows: str, meanwhile: Callable[[], T]) -> T:
    """Keep visits. rows: of `visit_rows`.

    meanwhile: what to work out while the database takes them in; what that gives is given.
    """
    if not rows:
        return meanwhile()
    return copy_rows(session, "visit", COLUMNS, lambda: rows, meanwhile)


def retract_visits(
    session: Session, retractions: Sequence[tuple[str, str]], now: datetime
) -> list[tuple[str, Street]]:
    """Take visits back: pairs of (visit, operation that takes it back). Gives those that stood, with their streets."""
    if not retractions:
        return []
    targets, bys = zip(*sorted(retractions), strict=True)
    rows = ask(session, RETRACT, {"targets": list(targets), "bys": list(bys), "now": now})
    return [(row.id, (row.round_id, row.on_date, row.usrn)) for row in rows]


def _line(new: NewVisit, device: str, received_at: str) -> str:
    """The row as COPY reads it. What was checked to be a word of ours, digits, a day or a number needs no escape."""
    op, visit, position, time = new.op, new.visit, new.op.position, new.op.time
    entry = NULL if visit.entry_id is None else copy_text(visit.entry_id)
    place = f"{copy_text(visit.round_id)}\t{visit.on}\t{visit.usrn}\t{entry}\t{visit.uprn or NULL}"
    material = NULL if visit.material is None else copy_text(visit.material)
    container = NULL if visit.container is None else copy_text(visit.container)
    what = f"{visit.outcome}\t{visit.reason or NULL}\t{material}\t{container}"
    part = NULL if visit.part is None else copy_text(canonical_json(write_shape(visit.part)))
    saw = copy_array(sorted(new.saw)) if new.saw else "{}"
    note = NULL if visit.note is None else copy_text(visit.note)
    more = f"{part}\t{visit.corrects or NULL}\t{saw}\t{note}"
    where = NOWHERE if position is None else f"{position.lat7}\t{position.lon7}\t{position.acc_dm}"
    when = f"{iso_of_ms(time.wall_ms)}\t{iso_of_ms(time.est_ms)}\t{time.quality}\t{received_at}"
    back = NOT_TAKEN_BACK
    if new.retracted_at is not None:
        back = f"{new.retracted_at.isoformat()}\t{new.retracted_by or NULL}"
    return f"{op.id}\t{device}\t{copy_text(op.squad)}\t{place}\t{what}\t{more}\t{where}\t{when}\t{back}\n"


def iso_of_ms(ms: int) -> str:
    """The moment as text: a squad's records share their hours, which take longest to write."""
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds, rest = divmod(rest, 1_000)
    return f"{_iso_of_hour(hours)}:{minutes:02d}:{seconds:02d}.{rest:03d}Z"


@lru_cache(1_000)
def _iso_of_hour(hours: int) -> str:
    return datetime.fromtimestamp(hours * 3_600, UTC).isoformat(timespec="hours")[:13]
