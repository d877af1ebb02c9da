"""Which photos stand by which record: those it named itself and those added later, less those deleted again."""

import sqlite3
from dataclasses import dataclass

from crew_app.store.database import Store
from crew_app.store.photo_files import drop_file
from crew_app.store.photos import IS_WANTED
from sync.ops import Op
from sync.wire import op_of_body

_OF_RECORD = """
select o.id, n.sha256, p.state, p.size, p.offset from op o
join photo_op n on n.op_id = o.id join photo p on p.sha256 = n.sha256
where o.ent = (select ent from op where id = :op)
  and (o.id = :op or (o.kind = 'photo' and json_extract(o.body, '$.data.op_id') = :op))
  and not (o.kind = 'photo' and o.id in (select op_id from retracted))
order by o.pos
"""
# What is shown at a place, or was photographed; with a reason, which may want a photo.
_PHOTOGRAPHABLE = """
select o.body, o.seq from op o
where o.kind in ('visit', 'return_answered') and o.est_ms >= ? and o.id not in (select op_id from retracted)
  and (exists (select 1 from op q where q.ent = o.ent and q.kind = 'photo'
               and json_extract(q.body, '$.data.op_id') = o.id and q.id not in (select op_id from retracted))
       or (json_extract(o.body, '$.data.reason') is not null
           and (o.kind = 'return_answered' or exists (select 1 from mark where op_id = o.id))))
order by o.pos desc
"""
_IS_WANTED = f"select 1 from photo p where sha256 = ? and {IS_WANTED}"  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo of a record. op_id: the operation that names it. state: waiting | sent | refused | damaged."""

    op_id: str
    sha256: str
    state: str
    size: int
    offset: int

    @property
    def has_left(self) -> bool:
        """Whether the server holds anything of it."""
        return self.state != "waiting" or self.offset > 0


def list_photos_by(store: Store, op_id: str) -> tuple[KeptPhoto, ...]:
    """The photos of a record, oldest first."""
    rows = store.connection.execute(_OF_RECORD, {"op": op_id})
    return tuple(_kept(row) for row in rows)


def find_photographed(store: Store, ent: str) -> str | None:
    """The newest visit recorded here at a place that has photos; None where there is none."""
    rows = store.connection.execute(
        "select id from op where ent = ? and kind = 'visit' order by pos desc", (ent,)
    ).fetchall()
    return next((row["id"] for row in rows if list_photos_by(store, row["id"])), None)


def list_photographable(store: Store, since_ms: int) -> tuple[Op, ...]:
    """Records made here since then that have photos, or that a reason was given with; the newest first."""
    rows = store.connection.execute(_PHOTOGRAPHABLE, (since_ms,))
    return tuple(op_of_body(row["body"], row["seq"]) for row in rows)


def drop_unwanted(store: Store, sha256: str) -> None:
    """Delete the file of a photo that was deleted again, unless another record has it too."""
    if store.connection.execute(_IS_WANTED, (sha256,)).fetchone() is None:
        drop_file(store, sha256)


def _kept(row: sqlite3.Row) -> KeptPhoto:
    return KeptPhoto(row["id"], row["sha256"], row["state"], row["size"], row["offset"])
