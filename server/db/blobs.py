"""Photos as rows: how far each has arrived, who names it, what a device sent today. The bytes are in `server.store`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.core.photo_parts import PAST_ITS_TIME, Blob
from server.db.direct import ask

COLUMNS = "sha256, size, got, mime, verified_at, named, refused"
ADD = text("""
insert into blob (sha256, size, got, mime, device, started_at, named)
values (:sha256, :size, 0, 'application/octet-stream', cast(:device as uuid), :now, false)
on conflict (sha256) do nothing
returning sha256
""")
FIND = text(f"select {COLUMNS} from blob where sha256 = :sha256")  # noqa: S608 - a constant
LOCK = text(f"select {COLUMNS} from blob where sha256 = :sha256 for update")  # noqa: S608 - a constant
# the file holds the piece already: a note that is lost with the database costs sending the piece again, so nobody waits
NOTE_PART = text("""
with charged as (
  insert into photo_day (device, on_date, got) values (cast(:device as uuid), :on, :bytes)
  on conflict (device, on_date) do update set got = photo_day.got + excluded.got
  where photo_day.got + excluded.got <= :a_day
  returning got
), noted as (
  update blob set size = :size, got = :got, device = coalesce(device, cast(:device as uuid)), last_part_at = :now
  where sha256 = :sha256 and exists (select 1 from charged)
)
select set_config('synchronous_commit', 'off', true) from charged
""")
VERIFY = text("""
update blob set size = :size, got = :size, mime = :mime, kept_sha256 = :kept, refused = null,
       verified_at = coalesce(verified_at, :now)
where sha256 = :sha256
""")
BEGIN_ANEW = text("update blob set got = 0, verified_at = null where sha256 = :sha256")
REFUSE = text("update blob set got = 0, verified_at = null, refused = :code where sha256 = :sha256")
CHARGE = text("""
insert into photo_day (device, on_date, got) values (cast(:device as uuid), :on, :bytes)
on conflict (device, on_date) do update set got = photo_day.got + excluded.got
where photo_day.got + excluded.got <= :a_day
returning got
""")
LIST_OF_OPS = text("""
select coalesce(op.target, op.id)::text as op, op_photo.sha256, blob.verified_at is not null as here
from op join op_photo on op_photo.op = op.id join blob using (sha256)
where op.id = any(cast(:ops as uuid[])) or (op.kind = 'photo' and op.target = any(cast(:ops as uuid[])))
order by op.id, op_photo.sha256
""")
LIST_MISSING = text("""
select blob.sha256, blob.size, blob.got, blob.started_at, blob.refused, device.label, op.squad,
       array_agg(op.ent order by op.id) as ents
from blob join op_photo using (sha256) join op on op.id = op_photo.op
left join incarnation on incarnation.inc = op.inc left join device on device.id = incarnation.device
where blob.verified_at is null and blob.started_at < :before and blob.refused is distinct from :past_its_time
group by blob.sha256, device.label, op.squad
order by blob.started_at, blob.sha256
""")


@dataclass(frozen=True, slots=True)
class Charged:
    """Bytes counted against a device's quota of the day."""

    device: str
    at: datetime
    size: int
    a_day: int


@dataclass(frozen=True, slots=True)
class MissingPhoto:
    """A photo that operations name and that has not arrived. refused: why it never will."""

    sha256: str
    size: int
    got: int
    named_at: datetime
    refused: str | None
    device: str | None
    squad: str
    ents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhotoOfOp:
    """A photo an operation carries, of its own or added later. here: it has arrived and may be shown."""

    op: str
    sha256: str
    here: bool


def find_blob(session: Session, sha256: str) -> Blob | None:
    """The photo, if the server has heard of it."""
    rows = ask(session, FIND, {"sha256": sha256})
    return _blob(rows[0]) if rows else None


def lock_blob(session: Session, sha256: str) -> Blob | None:
    """The same, and nobody else writes to it before the transaction ends."""
    rows = ask(session, LOCK, {"sha256": sha256})
    return _blob(rows[0]) if rows else None


def get_locked_blob(session: Session, sha256: str) -> Blob:
    """The same for a photo that is there. Raises NoResultFound."""
    return _blob(session.execute(LOCK, {"sha256": sha256}).one())


def add_blob(session: Session, sha256: str, size: int, device: str, now: datetime) -> bool:
    """Note a photo that begins to arrive, and lock it; False: it is known, and stays as it is."""
    values = {"sha256": sha256, "size": size, "device": device, "now": now}
    return bool(ask(session, ADD, values))


def note_part(session: Session, blob: Blob, got: int, charged: Charged) -> bool:
    """Note how much of a photo is durable now. False when that would exceed the day's quota; then nothing is noted."""
    if charged.size > charged.a_day:
        return False
    values = {
        "sha256": blob.sha256,
        "size": blob.size,
        "got": got,
        "device": charged.device,
        "now": charged.at,
        "on": charged.at.date(),
        "bytes": charged.size,
        "a_day": charged.a_day,
    }
    return bool(ask(session, NOTE_PART, values))


def verify_blob(
    session: Session, blob: Blob, mime: str, kept_sha256: str | None, now: datetime
) -> None:
    """The whole photo is here. kept_sha256: of its file, where that is not what was sent."""
    values = {
        "sha256": blob.sha256,
        "size": blob.size,
        "mime": mime,
        "kept": kept_sha256,
        "now": now,
    }
    ask(session, VERIFY, values)


def begin_anew(session: Session, sha256: str) -> None:
    """Nothing of the photo is here any more."""
    session.execute(BEGIN_ANEW, {"sha256": sha256})


def refuse_blob(session: Session, sha256: str, code: str) -> None:
    """These bytes will never be taken."""
    session.execute(REFUSE, {"sha256": sha256, "code": code})


def charge_day(session: Session, device: str, on: date, size: int, a_day: int) -> bool:
    """Count bytes against the quota of the day, or give them back (fewer than none). False: that would exceed it."""
    if size > a_day:
        return False
    values = {"device": device, "on": on, "bytes": size, "a_day": a_day}
    return bool(ask(session, CHARGE, values))


def list_photos_of(session: Session, ops: Sequence[str]) -> list[PhotoOfOp]:
    """The photos of these operations, their own and those added to them later."""
    if not ops:
        return []
    rows = session.execute(LIST_OF_OPS, {"ops": list(ops)})
    return [PhotoOfOp(row.op, row.sha256, row.here) for row in rows]


def list_missing_photos(session: Session, before: datetime) -> list[MissingPhoto]:
    """Photos named before a moment and not here, oldest first."""
    return [
        MissingPhoto(
            sha256=row.sha256,
            size=row.size,
            got=row.got,
            named_at=row.started_at,
            refused=row.refused,
            device=row.label,
            squad=row.squad,
            ents=tuple(row.ents),
        )
        for row in session.execute(LIST_MISSING, {"before": before, "past_its_time": PAST_ITS_TIME})
    ]


def _blob(row: Row[Any]) -> Blob:
    return Blob(row.sha256, row.size, row.got, row.mime, row.verified_at, row.named, row.refused)
