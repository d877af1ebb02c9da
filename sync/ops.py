"""Operations: what a device records, immutable from the moment of capture. Undo and correction are further operations.

`Op` is the envelope that every kind shares; `data` is the body of its kind, one of the frozen dataclasses below.
Encoding, hashing and validation of these live in `sync.wire`; nothing here reads a clock or makes an id.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sync.limits import (
    Count,
    Decimetres,
    Fix,
    Hash16,
    Key,
    Latitude7,
    Length,
    Longitude7,
    Milliseconds,
    Note,
    Range,
    Seconds,
    Sha256,
    Uprn,
    Usrn,
    Uuid,
    Word,
)
from sync.words import ClockQuality, OpKind, Outcome, Reason, ReturnOutcome, WhyTakenBack


@dataclass(frozen=True, slots=True)
class CapturedTime:
    """When an operation was captured, raw and corrected. All in milliseconds.

    wall_ms: the device's own clock, Unix epoch. boot_ms: time since boot. boot_id: which boot.
    est_ms: the corrected time, Unix epoch, with its quality.
    """

    wall_ms: Milliseconds
    boot_ms: Milliseconds
    boot_id: Word
    est_ms: Milliseconds
    quality: ClockQuality


@dataclass(frozen=True, slots=True)
class Position:
    """A position as integers: 1e-7 degrees WGS84, accuracy in decimetres, age of the fix in seconds."""

    lat7: Latitude7
    lon7: Longitude7
    acc_dm: Decimetres
    age_s: Seconds


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a street was completed: any of a side, a house range, entries."""

    side: Word | None = None  # odd | even | left | right
    from_house: Word | None = None
    to_house: Word | None = None
    entries: Annotated[tuple[Key, ...], Length(200)] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """A squad's statement about a street (usrn alone), an entry (entry_id) or a premises (uprn) on a collection."""

    round_id: Key
    on: date
    usrn: Usrn
    outcome: Outcome
    reason: Reason | None = None
    entry_id: Key | None = None
    uprn: Uprn | None = None
    material: Word | None = None  # with contaminated: what was in it; with bin_damaged: which part
    container: Word | None = None  # which bin of the stream, where a premises has several
    part: Part | None = None  # with partly_completed
    corrects: Uuid | None = None  # the visit this one corrects, or the retraction that was wrong
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Retraction:
    """Takes back an earlier operation of the same squad: undo at once without a reason, or a correction later."""

    op_id: Uuid
    why: WhyTakenBack | None = None  # from version 2


@dataclass(frozen=True, slots=True)
class ShiftStarted:
    """A squad opened a collection on this device."""

    round_id: Key
    on: date
    squad_size: Annotated[int, Range(0, 50)] | None = None


@dataclass(frozen=True, slots=True)
class ShiftEnded:
    """A squad closed a collection. The day manifest proves completeness: how many ops, the last seq, their digest.

    ops: how many this device recorded for the collection. last_seq and digest: of the op just before this one.
    """

    round_id: Key
    on: date
    ops: Count
    last_seq: Annotated[int, Range(0, 1 << 53)]
    digest: Hash16
    handed_over_to: Key | None = None
    reason: Reason | None = None  # why streets were left, e.g. breakdown or out_of_time


@dataclass(frozen=True, slots=True)
class ReturnAnswered:
    """A squad's answer to a return."""

    return_id: Uuid
    outcome: ReturnOutcome
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A thinned piece of the shift's track: rows of (seconds since start_ms, lat7, lon7, acc_dm)."""

    round_id: Key
    on: date
    start_ms: Milliseconds
    fixes: Annotated[tuple[Fix, ...], Length(2_000)]


@dataclass(frozen=True, slots=True)
class Photo:
    """Attaches photos later to an earlier operation."""

    op_id: Uuid


@dataclass(frozen=True, slots=True)
class MessageRead:
    """A message was shown and acknowledged."""

    message_id: Uuid


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo by its content: SHA-256 in hex, size in bytes, media type."""

    sha256: Sha256
    size: Annotated[int, Range(1, 50_000_000)]
    mime: Word


TYPE_OF_KIND: dict[OpKind, type] = {
    OpKind.VISIT: Visit,
    OpKind.RETRACTION: Retraction,
    OpKind.SHIFT_STARTED: ShiftStarted,
    OpKind.SHIFT_ENDED: ShiftEnded,
    OpKind.RETURN_ANSWERED: ReturnAnswered,
    OpKind.TRACK: Track,
    OpKind.PHOTO: Photo,
    OpKind.MESSAGE_READ: MessageRead,
}

OpData = (
    Visit | Retraction | ShiftStarted | ShiftEnded | ReturnAnswered | Track | Photo | MessageRead
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the device knew of the entity: the last change it had pulled (epoch, n) and its own previous op on it."""

    epoch: Word | None = None
    n: Annotated[int, Range(0, 1 << 53)] | None = None
    prev: Uuid | None = None


@dataclass(frozen=True, slots=True)
class Op:
    """One operation. `seq` runs 1, 2, 3 ... without gaps within an incarnation and is not part of the hash `h`."""

    id: Uuid  # UUIDv7, text
    seq: int
    kind: OpKind
    v: int  # version of this kind's body
    ent: Key  # stable domain key, see `entity_of_visit`
    seen: Seen
    time: CapturedTime
    squad: Key  # the squad signed in at capture
    data: OpData
    position: Position | None = None
    photos: Annotated[tuple[Attachment, ...], Length(20)] = ()
    h: str = ""  # first 16 hex digits of SHA-256 over the canonical JSON of all but seq and h


def entity_of_collection(round_id: str, on: date) -> str:
    """The domain key of a collection: `R1@2026-11-21`."""
    return f"{round_id}@{on.isoformat()}"


def entity_of_visit(visit: Visit) -> str:
    """The domain key of the place a visit speaks of.

    Street `R1@2026-11-21/10012345`, premises `.../10012345/5001`, entry `.../10012345/~E7`.
    """
    street = f"{entity_of_collection(visit.round_id, visit.on)}/{visit.usrn}"
    if visit.uprn is not None:
        return f"{street}/{visit.uprn}"
    if visit.entry_id is not None:
        return f"{street}/~{visit.entry_id}"
    return street


def entity_of_return(return_id: str) -> str:
    """The key under which a device answers a return."""
    return f"return/{return_id}"


def entity_of_message(message_id: str) -> str:
    """The key under which a device says that a message was read."""
    return f"message/{message_id}"
