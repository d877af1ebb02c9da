"""What a correction took back: the statement as it was made, so that it can be made anew when the correction goes.

A correction is a statement in another's place, or only takes a record back and states nothing.
"""

from dataclasses import dataclass, replace
from datetime import date

from crew_app.store.database import Store
from crew_app.store.ops import find_op
from crew_app.store.photo_book import list_photos_by
from sync.ops import Attachment, Op, Retraction, Visit
from sync.wire import op_of_body
from sync.words import Outcome, Reason

# What only took a record of the collection back, with a reason, after `after`: nothing was stated in its place, in the
# same transaction or when it was undone, and no other phone has said anything of the place since.
_TAKEN_BACK_ALONE = """
    select g.body, g.seq from op g
    where g.kind = 'retraction' and +g.ent > :first and +g.ent < :end and g.state <> 'rejected'
    and g.pos > coalesce((select pos from op where id = :after),
        (select min(pos) - 1 from op where ent > :first and ent < :end))
    and json_extract(g.body, '$.data.why') is not null
    and exists (select 1 from retracted where op_id = json_extract(g.body, '$.data.op_id') and by_op = g.id)
    and not exists (select 1 from op c where c.ent = g.ent and c.kind = 'visit' and c.pos > g.pos
        and json_extract(c.body, '$.data.corrects') in (g.id, json_extract(g.body, '$.data.op_id')))
    and not exists (select 1 from mark where ent = g.ent and at_ms > g.est_ms)
    order by g.pos desc limit 1"""


@dataclass(frozen=True, slots=True)
class Before:
    """A statement that was corrected, with its photos. device: of another phone, None for this one.

    Of another phone's only what its mark told is known: no part, material, bin or note, and no photos.
    """

    visit: Visit
    photos: tuple[Attachment, ...] = ()
    device: str | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A correction that stated nothing: by which operation, and what it took back."""

    op: Op
    before: Before


def find_before(store: Store, correction: Op) -> Before | None:
    """What this operation corrected; None where it is no correction, or what it took back is not known here.

    A correction takes back with a reason. What states anew where a correction was undone is none.
    """
    data = correction.data
    if isinstance(data, Retraction) and data.why is not None:
        return _find_stated(store, data.op_id)
    if not isinstance(data, Visit) or data.corrects is None:
        return None
    is_correction = _is_taken_back_with_reason(store, data.corrects)
    return _find_stated(store, data.corrects) if is_correction else None


def find_taken_back_alone(store: Store, collection: str, after: str | None) -> TakenBack | None:
    """The last correction of the collection that only took a record back, and can be undone.

    after: the operation it must follow; None: any of the collection.
    """
    row = store.connection.execute(
        _TAKEN_BACK_ALONE,
        {"first": f"{collection}/", "end": f"{collection}0", "after": after},  # "0" follows "/"
    ).fetchone()
    op = None if row is None else op_of_body(row["body"], row["seq"])
    before = None if op is None else find_before(store, op)
    return None if op is None or before is None else TakenBack(op, before)


def _find_stated(store: Store, op_id: str) -> Before | None:
    own = find_op(store, op_id)
    if own is None:
        return _find_told(store, op_id)
    return Before(own.data, _list_photos(store, own)) if isinstance(own.data, Visit) else None


def _is_taken_back_with_reason(store: Store, op_id: str) -> bool:
    row = store.connection.execute(
        "select g.body, g.seq from retracted r join op g on g.id = r.by_op where r.op_id = ?",
        (op_id,),
    ).fetchone()
    gone = None if row is None else op_of_body(row["body"], row["seq"]).data
    return isinstance(gone, Retraction) and gone.why is not None


def _find_told(store: Store, op_id: str) -> Before | None:
    row = store.connection.execute("select * from told_mark where op_id = ?", (op_id,)).fetchone()
    if row is None or (row["outcome"] == Outcome.NOT_COLLECTED and row["reason"] is None):
        return None
    collection, _, place = row["ent"].partition("/")
    round_id, _, on = collection.rpartition("@")
    usrn, _, inside = place.partition("/")
    visit = Visit(
        round_id,
        date.fromisoformat(on),
        usrn,
        Outcome(row["outcome"]),
        None if row["reason"] is None else Reason(row["reason"]),
    )
    if inside.startswith("~"):
        visit = replace(visit, entry_id=inside[1:])
    elif inside:
        visit = replace(visit, uprn=inside)
    return Before(visit, device=row["device"])


def _list_photos(store: Store, op: Op) -> tuple[Attachment, ...]:
    """Those the record named itself and those added later, less those deleted again."""
    found: dict[str, Attachment] = {}
    for kept in list_photos_by(store, op.id):
        named_by = op if kept.op_id == op.id else find_op(store, kept.op_id)
        if named_by is not None:
            found |= {p.sha256: p for p in named_by.photos if p.sha256 == kept.sha256}
    return tuple(found.values())
