"""A resident adds photos to what they dispute; whoever holds the report's link sees them, and what a manager showed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.follow_report import get_report
from server.actions.see_photo import PhotoSize, ShownPhoto, see_photo
from server.core.photo_parts import PhotoRules
from server.core.problems import Problem
from server.db.disputes import find_dispute, list_decisions
from server.db.locks import take_locks
from server.db.report_photos import (
    RESIDENT,
    PhotosAdded,
    add_report_photos,
    bytes_from_residents,
    keep_whole_blob,
    list_report_photos,
)
from server.db.reports import StoredReport
from server.store.photo_files import WHOLE, NoRoomError, PhotoFiles
from server.store.pictures import MIMES, NotAPictureError, rewrite

A_DAY = timedelta(days=1)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Linked:
    """A report, and the secret of its link."""

    reference: str
    token: str


@dataclass(frozen=True, slots=True)
class PhotoDesk:
    """Where photos are kept and what the council allows."""

    files: PhotoFiles
    rules: PhotoRules


def add_own_photos(
    session: Session, desk: PhotoDesk, linked: Linked, photos: Sequence[bytes], now: datetime
) -> int:
    """Add a resident's photos to a report they dispute; gives how many. Each is written anew, without its metadata.

    Raises Problem photos.not_open, photo.too_many, photos.one_too_large, photo.not_an_image, photo.too_many_pixels,
    photo.residents_quota or photo.no_room; then nothing of them is kept.
    """
    if not photos:
        return 0
    stored = get_report(session, linked.reference, linked.token)
    take_locks(session, [f"photos of report {stored.fact.id}"])
    _check(session, desk, stored, photos)
    kept = {hashlib.sha256(one).hexdigest(): one for one in map(_rewritten, photos)}
    if bytes_from_residents(session, now - A_DAY) > desk.rules.residents_a_day:
        raise Problem("photo.residents_quota")
    for sha256, data in kept.items():
        keep_whole_blob(session, sha256, len(data), MIMES["JPEG"], now)
        try:
            desk.files.put(WHOLE, sha256, data)
        except NoRoomError as error:
            raise Problem("photo.no_room") from error
    add_report_photos(session, PhotosAdded(stored.fact.id, list(kept)), now)
    return len(kept)


def see_report_photo(
    session: Session, files: PhotoFiles, linked: Linked, sha256: str, size: PhotoSize
) -> ShownPhoto:
    """A photo for whoever holds the link: their own, or one a manager showed. Raises Problem photo.not_here."""
    stored = get_report(session, linked.reference, linked.token)
    if sha256 not in {one.sha256 for one in list_report_photos(session, stored.fact.id)}:
        raise Problem("photo.not_here")
    return see_photo(session, files, sha256, size)


def _check(
    session: Session, desk: PhotoDesk, stored: StoredReport, photos: Sequence[bytes]
) -> None:
    report_id, rules = stored.fact.id, desk.rules
    is_decided = any(one.about == "dispute" for one in list_decisions(session, report_id))
    if is_decided or find_dispute(session, report_id) is None:
        raise Problem("photos.not_open")
    there = [one for one in list_report_photos(session, report_id) if one.origin == RESIDENT]
    if len(there) + len(photos) > rules.of_a_report:
        raise Problem("photo.too_many", most=rules.of_a_report)
    if any(len(one) > rules.largest for one in photos):
        raise Problem("photos.one_too_large", megabytes=rules.largest // MEGABYTE)


def _rewritten(data: bytes) -> bytes:
    try:
        return rewrite(data)
    except NotAPictureError as error:
        raise Problem(error.code) from error
