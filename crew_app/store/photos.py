"""The queue of photos to send: which operations name each, how far the server has it, and what became of it.

A photo enters the queue in the transaction of the operation that names it, so neither can be without the other.
"""

import sqlite3
from dataclasses import asdict, dataclass

from crew_app.store.database import Store, transaction
from crew_app.store.photo_files import drop_file, list_files
from crew_app.store.settings import find_setting, put_setting
from sync.client_state import Trouble
from sync.ops import Op
from sync.photos import PhotoProgress, QueuedPhoto, SendPhotos, progress_of

DAY_MS = 24 * 3_600_000
SENT_KEPT_MS = 14 * DAY_MS  # a server restored from its backup may ask again
UNNAMED_KEPT_MS = DAY_MS  # taken, and then the operative went back
_WISH, _SENDING, _PRESET = "send_photos", "photo_sending", "photo_preset"
_HURRIED = "photos_hurried_ms"  # photos made up to then need not wait for a line that costs nothing

# A photo that was deleted again is named by operations that were taken back, and by no other. One of a visit that was
# taken back stays: it was part of what was recorded.
IS_WANTED = """exists (
    select 1 from photo_op n join op o on o.id = n.op_id where n.sha256 = p.sha256
    and not (o.kind = 'photo' and o.id in (select op_id from retracted)))"""

# A photo goes after its operations. Where one of them was settled again after the photo was sent, the server may have
# lost both (it was restored): asking again costs nothing.
_LIST_QUEUED = f"""
select * from photo p where {IS_WANTED} and exists (
    select 1 from photo_op n join op o on o.id = n.op_id
    where n.sha256 = p.sha256 and o.state in ('acked', 'quarantined')
      and (p.state = 'waiting' or (p.state = 'sent' and o.settled_ms > p.sent_ms)))
order by made_ms, sha256
"""  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True)
class PhotoSending:
    """How the sending of photos went last, for the screens. hold: why nothing moves (`off`, `line`, `wait`), or None.

    next_ms: corrected time of the next try; bytes_per_s: pace of the last part.
    """

    hold: str | None = None
    trouble: Trouble | None = None
    code: str | None = None
    next_ms: int | None = None
    bytes_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class FailedPhoto:
    """A photo that will never arrive: the server refused it, or its file here is damaged."""

    sha256: str
    state: str
    code: str | None
    op_ids: tuple[str, ...]


def note_photos(connection: sqlite3.Connection, op: Op) -> None:
    """Queue the photos an operation names, inside its transaction."""
    for photo in op.photos:
        connection.execute(
            "insert into photo (sha256, size, made_ms, state) values (?, ?, ?, 'waiting') "
            "on conflict do update set state = 'waiting', code = null where state = 'damaged'",
            (photo.sha256, photo.size, op.time.est_ms),
        )
        connection.execute(
            "insert into photo_op values (?, ?) on conflict do nothing", (photo.sha256, op.id)
        )


def list_queued(store: Store) -> tuple[QueuedPhoto, ...]:
    """Photos that may go as far as their operations are concerned, oldest first."""
    hurried_ms = find_setting(store, _HURRIED) or 0
    return tuple(_queued(row, hurried_ms) for row in store.connection.execute(_LIST_QUEUED))


def read_progress(store: Store) -> PhotoProgress:
    """How far all photos that are still to go have come, those included whose operations are not sent yet."""
    rows = store.connection.execute(
        f"select * from photo p where state = 'waiting' and {IS_WANTED}"  # noqa: S608 - our own text
    )
    return progress_of(_queued(row, 0) for row in rows)


def list_failed(store: Store) -> tuple[FailedPhoto, ...]:
    """What will never arrive, oldest first."""
    rows = store.connection.execute(
        "select sha256, state, code, (select group_concat(op_id) from photo_op n where n.sha256 = photo.sha256) ops "
        "from photo where state in ('refused', 'damaged') order by made_ms, sha256"
    )
    return tuple(
        FailedPhoto(row["sha256"], row["state"], row["code"], tuple((row["ops"] or "").split(",")))
        for row in rows
    )


def list_photos_of(store: Store, op_id: str) -> tuple[str, ...]:
    """The photos an operation names itself."""
    rows = store.connection.execute(
        "select sha256 from photo_op where op_id = ? order by sha256", (op_id,)
    )
    return tuple(row["sha256"] for row in rows)


def put_offset(store: Store, sha256: str, offset: int) -> None:
    """Note how much of it the server has confirmed. Getting anywhere ends earlier failures."""
    _update(store, "offset = ?, tries = 0, not_before_ms = 0", sha256, offset)


def put_back(store: Store, photo: QueuedPhoto, not_before_ms: int) -> None:
    """Let it wait; another may go first."""
    _update(store, "tries = tries + 1, not_before_ms = ?", photo.sha256, not_before_ms)


def mark_sent(store: Store, sha256: str, now_ms: int) -> None:
    """The server holds all of it."""
    _update(
        store, "state = 'sent', offset = size, tries = 0, code = null, sent_ms = ?", sha256, now_ms
    )


def mark_failed(store: Store, sha256: str, state: str, code: str) -> None:
    """It will never arrive. state: refused | damaged."""
    _update(store, "offset = 0, state = ?, code = ?", sha256, state, code)


def find_wish(store: Store) -> SendPhotos:
    """When photos may go, as chosen on this phone."""
    return SendPhotos(find_setting(store, _WISH) or SendPhotos.FREE_FIRST)


def put_wish(store: Store, wish: SendPhotos) -> None:
    """Choose when photos may go."""
    with transaction(store) as connection:
        put_setting(connection, _WISH, wish.value)


def hurry_photos(store: Store, now_ms: int) -> None:
    """Let what was taken up to now go over any line, once: what is taken later waits again. Off stays off."""
    with transaction(store) as connection:
        put_setting(connection, _HURRIED, now_ms)


def has_unhurried(store: Store) -> bool:
    """Whether any photo waits that nobody has asked to send over any line."""
    hurried_ms = find_setting(store, _HURRIED) or 0
    found = store.connection.execute(
        f"select 1 from photo p where state = 'waiting' and made_ms > ? and {IS_WANTED} limit 1",  # noqa: S608 - our own text
        (hurried_ms,),
    ).fetchone()
    return found is not None


def find_preset(store: Store) -> str | None:
    """How large photos are kept, as chosen on this phone; None: nobody chose."""
    preset: str | None = find_setting(store, _PRESET)
    return preset


def put_preset(store: Store, preset: str) -> None:
    """Choose how large photos are kept."""
    with transaction(store) as connection:
        put_setting(connection, _PRESET, preset)


def find_sending(store: Store) -> PhotoSending:
    """How it went last."""
    kept = find_setting(store, _SENDING)
    if kept is None:
        return PhotoSending()
    return PhotoSending(**kept | {"trouble": kept["trouble"] and Trouble(kept["trouble"])})


def put_sending(store: Store, sending: PhotoSending) -> None:
    """Keep how it went, where it changed."""
    if sending == find_sending(store):
        return
    with transaction(store) as connection:
        put_setting(connection, _SENDING, asdict(sending))


def drop_old_photos(store: Store, now_ms: int, wall_ms: int) -> int:
    """Delete the files of photos sent long ago, and of those that no record came to name. Gives how many."""
    rows = store.connection.execute("select sha256, state, sent_ms from photo").fetchall()
    sent_long_ago = {
        row["sha256"]
        for row in rows
        if row["state"] == "sent" and row["sent_ms"] < now_ms - SENT_KEPT_MS
    }
    named = {row["sha256"] for row in rows}
    written = list_files(store)
    dropped = [
        name
        for name, written_ms in written.items()
        if name in sent_long_ago or (name not in named and written_ms < wall_ms - UNNAMED_KEPT_MS)
    ]
    for name in dropped:
        drop_file(store, name)
    return len(dropped)


def _update(store: Store, changes: str, sha256: str, *values: object) -> None:
    with transaction(store) as connection:
        connection.execute(
            f"update photo set {changes} where sha256 = ?",  # noqa: S608 - constants of this file
            (*values, sha256),
        )


def _queued(row: sqlite3.Row, hurried_ms: int) -> QueuedPhoto:
    return QueuedPhoto(
        sha256=row["sha256"],
        size=row["size"],
        made_ms=row["made_ms"],
        offset=row["offset"] if row["state"] == "waiting" else 0,
        tries=row["tries"],
        not_before_ms=row["not_before_ms"],
        hurried=row["made_ms"] <= hurried_ms,
    )
