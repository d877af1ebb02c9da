"""What is kept beside operations: tracks, and photos that are to come."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.direct import ask
from sync.ops import Op, Track

ADD_TRACKS = text("""
insert into track (id, device, round_id, on_date, fixes, received_at)
select t.id, cast(:device as uuid), t.round_id, t.on_date, cast(t.fixes as jsonb), :now
from unnest(cast(:ids as uuid[]), cast(:rounds as text[]), cast(:days as date[]), cast(:fixes as text[]))
  as t(id, round_id, on_date, fixes)
""")
EXPECT_BLOBS = text("""
insert into blob (sha256, size, got, mime, device, started_at, named)
select distinct on (t.sha256) t.sha256, t.size, 0, t.mime, cast(:device as uuid), :now, true
from unnest(cast(:shas as text[]), cast(:sizes as bigint[]), cast(:mimes as text[])) as t(sha256, size, mime)
order by t.sha256
on conflict (sha256) do update set named = true where not blob.named
""")
NAME_PHOTOS = text("""
insert into op_photo (op, sha256)
select t.op, t.sha256 from unnest(cast(:ops as uuid[]), cast(:shas as text[])) as t(op, sha256)
on conflict do nothing
""")
UNNAME_PHOTOS = text("""
with gone as (
  delete from op_photo where op in (select id from op where id = any(cast(:ops as uuid[])) and kind = 'photo')
  returning op, sha256
)
update blob set named = false
from (select distinct sha256 from gone order by sha256) g
where blob.sha256 = g.sha256
  and not exists (select from op_photo x where x.sha256 = g.sha256 and x.op not in (select op from gone))
""")


def add_tracks(
    session: Session, device: str, tracks: Sequence[tuple[Op, Track]], now: datetime
) -> None:
    """Keep pieces of tracks."""
    if not tracks:
        return
    ask(
        session,
        ADD_TRACKS,
        {
            "device": device,
            "now": now,
            "ids": [op.id for op, _ in tracks],
            "rounds": [track.round_id for _, track in tracks],
            "days": [track.on for _, track in tracks],
            "fixes": [
                json.dumps({"start_ms": track.start_ms, "rows": track.fixes}) for _, track in tracks
            ],
        },
    )


def expect_blobs(session: Session, device: str, ops: Sequence[Op], now: datetime) -> None:
    """Note the photos that operations name, and which name which: they come later, by their own way."""
    named = [(op.id, photo) for op in ops for photo in op.photos]
    if not named:
        return
    shas = [photo.sha256 for _, photo in named]
    ask(
        session,
        EXPECT_BLOBS,
        {
            "device": device,
            "now": now,
            "shas": shas,
            "sizes": [photo.size for _, photo in named],
            "mimes": [photo.mime for _, photo in named],
        },
    )
    ask(session, NAME_PHOTOS, {"ops": [op for op, _ in named], "shas": shas})


def unname_photos(session: Session, ops: Sequence[str]) -> None:
    """A squad deleted photos before they were sent: nobody waits for them, unless another record has them too."""
    if ops:
        ask(session, UNNAME_PHOTOS, {"ops": list(ops)})
