"""Photos that whoever holds a report's link may see: the resident's own, and a squad's that a manager showed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

ADD = text("""
insert into report_photo (report, sha256, origin, added_at, added_by)
select cast(:report as uuid), t.sha256, :origin, :now, cast(:by as uuid)
from unnest(cast(:shas as text[])) as t(sha256) on conflict do nothing
""")
# bytes that come from a browser are here at once; where they were here before, they are so again
KEEP = text("""
insert into blob (sha256, size, got, mime, started_at, last_part_at, verified_at, named)
values (:sha256, :size, :size, :mime, :now, :now, :now, true)
on conflict (sha256) do update set named = true, size = excluded.size, got = excluded.got, mime = excluded.mime,
  refused = null, kept_sha256 = null, verified_at = coalesce(blob.verified_at, excluded.verified_at)
""")
LIST = text("""
select p.sha256, p.origin, p.added_at from report_photo p join blob b on b.sha256 = p.sha256
where p.report = cast(:report as uuid) and b.verified_at is not null order by p.origin, p.added_at, p.sha256
""")
SINCE = text("""
select coalesce(sum(b.size), 0) from report_photo p join blob b on b.sha256 = p.sha256
where p.origin = 'resident' and p.added_at >= :since
""")
RESIDENT, SQUAD = "resident", "squad"


@dataclass(frozen=True, slots=True)
class ReportPhoto:
    """A photo of a report that is here. `origin`: resident or squad."""

    sha256: str
    origin: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class PhotosAdded:
    """Which photos to add to a report. `by`: the manager who shows a squad's; None: the resident's own."""

    report_id: str
    shas: Sequence[str]
    by: UUID | None = None


def add_report_photos(session: Session, added: PhotosAdded, now: datetime) -> None:
    """Let whoever holds the report's link see these photos."""
    values = {
        "report": added.report_id,
        "shas": list(added.shas),
        "origin": RESIDENT if added.by is None else SQUAD,
        "by": added.by,
        "now": now,
    }
    session.execute(ADD, values)


def keep_whole_blob(session: Session, sha256: str, size: int, mime: str, now: datetime) -> None:
    """Note a photo that came in one piece, and that somebody names."""
    session.execute(KEEP, {"sha256": sha256, "size": size, "mime": mime, "now": now})


def list_report_photos(session: Session, report_id: str) -> list[ReportPhoto]:
    """The report's photos that are here, the resident's first."""
    rows = session.execute(LIST, {"report": report_id})
    return [ReportPhoto(row.sha256, row.origin, row.added_at) for row in rows]


def bytes_from_residents(session: Session, since: datetime) -> int:
    """How many bytes of photos came from residents since then."""
    return int(session.execute(SINCE, {"since": since}).scalar_one())
