"""Takes a photo in, part by part: any device, any order of tries, the same bytes in the end.

The row's lock says who writes. Bytes are durable in the file before the row notes them, so what was confirmed is there;
only the note of a piece in the middle may be lost with the database, and then that piece is asked for again.
Whatever does not fit is answered with a code and with how far the photo is; nothing of it is written.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from server.actions.keep_photo import agree_with_files, keep_photo
from server.core.photo_parts import (
    AskedPart,
    Blob,
    OnDisk,
    PartVerdict,
    PhotoRules,
    decide_part,
    offset_of,
)
from server.core.problems import Problem
from server.db.blobs import (
    Charged,
    add_blob,
    charge_day,
    find_blob,
    get_locked_blob,
    lock_blob,
    note_part,
)
from server.db.devices import Device
from server.store.photo_files import NoRoomError, PhotoFiles


@dataclass(frozen=True, slots=True)
class Desk:
    """What every step needs: the files, the council's rules, whose request it is and when."""

    files: PhotoFiles
    rules: PhotoRules
    device: Device
    now: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a photo. size: of the whole photo, where the sender said it."""

    sha256: str
    offset: int
    data: bytes
    size: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a photo is. size: None when nobody has said it yet. code: the problem, if the part was not taken."""

    offset: int
    size: int | None
    code: str | None = None


def see_photo_offset(session: Session, desk: Desk, sha256: str) -> Standing:
    """How much of the photo is safe here. A photo nobody has heard of is one of which nothing has arrived."""
    blob = find_blob(session, sha256)
    _check_service(desk.device, blob)
    if blob is None:
        return Standing(0, None)
    if blob.refused is not None:
        return Standing(0, blob.size, "photo.gone")
    blob = agree_with_files(session, desk.files, blob, desk.now)
    return Standing(offset_of(blob, _on_disk(desk.files, sha256)), blob.size)


def take_photo_part(session: Session, desk: Desk, part: Part) -> Standing:
    """Take a part in. Raises Problem device.revoked, photo.length_needed."""
    blob = lock_blob(session, part.sha256)
    _check_service(desk.device, blob)
    if blob is None:
        first = _decide(desk, _unheard_of(part), part)
        if first.code is not None:
            return Standing(first.offset, None, first.code)
        is_new = add_blob(session, part.sha256, first.size, desk.device.id, desk.now)
        blob = _unheard_of(part) if is_new else get_locked_blob(session, part.sha256)
    if blob.refused is not None:
        return Standing(0, blob.size, "photo.gone")
    blob = agree_with_files(session, desk.files, blob, desk.now)
    verdict = _decide(desk, blob, part)
    if verdict.code is not None or blob.verified_at is not None:
        return Standing(verdict.offset, verdict.size, verdict.code)
    write = _finish if part.offset + len(part.data) == verdict.size else _add
    try:
        return write(session, desk, part, replace(blob, size=verdict.size))
    except NoRoomError:
        return Standing(verdict.offset, verdict.size, "photo.no_room")


def _add(session: Session, desk: Desk, part: Part, blob: Blob) -> Standing:
    """A piece in the middle: into the file, then noted and charged. What is over the quota is not noted."""
    desk.files.add_to_part(part.sha256, part.offset, part.data)
    got = part.offset + len(part.data)
    charged = Charged(desk.device.id, desk.now, len(part.data), desk.rules.a_day)
    if not note_part(session, blob, got, charged):
        return Standing(part.offset, blob.size, "photo.quota_reached")
    return Standing(got, blob.size)


def _finish(session: Session, desk: Desk, part: Part, blob: Blob) -> Standing:
    """All bytes are here: is it this photo, and is it a photo? Only then does it get its name. Raises NoRoomError."""
    if not _charge(session, desk, len(part.data)):
        return Standing(part.offset, blob.size, "photo.quota_reached")
    try:
        desk.files.add_to_part(part.sha256, part.offset, part.data, is_last=True)
        code = keep_photo(session, desk.files, replace(blob, got=blob.size), desk.now)
    except NoRoomError:
        _charge(session, desk, -len(part.data))
        raise
    return Standing(blob.size if code is None else 0, blob.size, code)


def _decide(desk: Desk, blob: Blob, part: Part) -> PartVerdict:
    asked = AskedPart(part.offset, len(part.data), part.size)
    return decide_part(blob, _on_disk(desk.files, part.sha256), asked, desk.rules)


def _unheard_of(part: Part) -> Blob:
    if part.size is None:
        raise Problem("photo.length_needed")
    return Blob(part.sha256, part.size, 0, "", None, named=False, refused=None)


def _charge(session: Session, desk: Desk, size: int) -> bool:
    if size == 0:
        return True
    return charge_day(session, desk.device.id, desk.now.date(), size, desk.rules.a_day)


def _check_service(device: Device, blob: Blob | None) -> None:
    """A device out of service may still bring the photos of what it recorded before, and nothing else."""
    if device.revoked_at is not None and (blob is None or not blob.named):
        raise Problem("device.revoked")


def _on_disk(files: PhotoFiles, sha256: str) -> OnDisk:
    return OnDisk(files.part_size(sha256), files.is_held(sha256))
