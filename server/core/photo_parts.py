"""What becomes of a part of a photo, before a byte of it is written. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MISSING_AFTER = timedelta(hours=72)
UNNAMED_KEPT = timedelta(days=30)  # no shorter than a device keeps operations it has not sent yet
UNFINISHED_KEPT = timedelta(days=14)
NAMED_KEPT = timedelta(days=365)  # a complaint can be made for a year; the setting says otherwise
PAST_ITS_TIME = "photo.past_its_time"  # why a photo that was here is not wanted any more


@dataclass(frozen=True, slots=True)
class PhotoRules:
    """What a council allows. largest: bytes of one photo; a_day: bytes of photos from one device and day.

    of_a_report: how many a resident may add to one; residents_a_day: bytes kept of all residents' in a day.
    """

    largest: int = 15 * 1024 * 1024
    a_day: int = 400 * 1024 * 1024
    of_a_report: int = 3
    residents_a_day: int = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    """A photo as the database knows it. `got` bytes of `size` are durable."""

    sha256: str
    size: int
    got: int
    mime: str
    verified_at: datetime | None
    named: bool
    refused: str | None


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A photo as the files know it. part: bytes of an unfinished one; held: the whole photo is there."""

    part: int
    held: bool


@dataclass(frozen=True, slots=True)
class AskedPart:
    """A part to be taken in. size: of the whole photo, where the sender said it; length: of the part."""

    offset: int
    length: int
    size: int | None


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """Whether to write the part; code: why not. offset: where the photo stands. size: of the whole from now on."""

    offset: int
    size: int
    code: str | None = None


def offset_of(blob: Blob, disk: OnDisk) -> int:
    """How much of a photo is safe: what the database has noted and the files still hold.

    More in the file than noted is left from a request that never ended; less, from a restored folder.
    """
    if disk.held:
        return blob.size
    offset = min(blob.got, disk.part)
    return 0 if offset >= blob.size else offset  # all there and not verified: it was not this photo


def decide_part(blob: Blob, disk: OnDisk, asked: AskedPart, rules: PhotoRules) -> PartVerdict:
    """Whether the part fits what is there. A size that differs from the one known starts the photo anew."""
    offset = offset_of(blob, disk)
    if disk.held:
        repeated = asked.offset == blob.size and asked.length == 0
        return PartVerdict(blob.size, blob.size, None if repeated else "photo.offset_differs")
    size = blob.size if asked.size is None else asked.size
    if size != blob.size:
        offset = 0
    verdict = PartVerdict(offset, size)
    if size > rules.largest:
        return _refuse(verdict, "photo.too_large")
    if size < 1:
        return _refuse(verdict, "photo.empty")
    if asked.offset != offset:
        return _refuse(verdict, "photo.offset_differs")
    if offset + asked.length > size:
        return _refuse(verdict, "photo.longer_than_said")
    return verdict


def _refuse(verdict: PartVerdict, code: str) -> PartVerdict:
    return PartVerdict(verdict.offset, verdict.size, code)
