"""What a correction took back: the statement as it was made, so that it can be made anew when the correction goes."""

from dataclasses import dataclass, replace
from datetime import date

from crew_app.store.database import Store
from crew_app.store.ops import find_op
from crew_app.store.photo_book import list_photos_by
from sync.ops import Attachment, Op, Retraction, Visit
from sync.wire import op_of_body
from sync.words import Outcome, Reason


@dataclass(frozen=True, slots=True)
class Before:
    """A statement that was corrected, with its photos. Of another phone's only what was told of it is known."""

    visit: Visit
    photos: tuple[Attachment, ...] = ()


def find_before(store: Store, correction: Op) -> Before | None:
    """What this operation corrected; None where it is no correction, or what it took back is not known here.

    A correction takes back with a reason. What states anew where a correction was undone is none.
    """
    data = correction.data
    if not isinstance(data, Visit) or data.corrects is None:
        return None
    if not _is_taken_back_with_reason(store, data.corrects):
        return None
    own = find_op(store, data.corrects)
    if own is None:
        return _find_told(store, data.corrects)
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
    return Before(visit)


def _list_photos(store: Store, op: Op) -> tuple[Attachment, ...]:
    """Those the record named itself and those added later, less those deleted again."""
    found: dict[str, Attachment] = {}
    for kept in list_photos_by(store, op.id):
        named_by = op if kept.op_id == op.id else find_op(store, kept.op_id)
        if named_by is not None:
            found |= {p.sha256: p for p in named_by.photos if p.sha256 == kept.sha256}
    return tuple(found.values())
