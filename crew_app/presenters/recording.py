"""Records what the squad did: puts time, position, squad and a fresh id to it and hands it to the log.

When a function here returns, the record is safe on the phone. Raises StoreError when it is not.
"""

from dataclasses import replace

from crew_app.device.gps import find_position
from crew_app.presenters.handset import Handset
from crew_app.store.anchor import find_anchor
from crew_app.store.corrected import find_before
from crew_app.store.enrolment import find_squad
from crew_app.store.ops import Capture, append_op, append_ops, find_op
from sync.clock import corrected_time
from sync.ids import uuid7
from sync.ops import (
    Attachment,
    CapturedTime,
    MessageRead,
    Op,
    OpData,
    Photo,
    Retraction,
    ReturnAnswered,
    ShiftEnded,
    ShiftStarted,
    Track,
    Visit,
    entity_of_collection,
    entity_of_message,
    entity_of_return,
    entity_of_visit,
)
from sync.words import WhyTakenBack


def capture_time(handset: Handset) -> CapturedTime:
    """The time now, raw and corrected."""
    reading = handset.clock.read()
    est_ms, quality = corrected_time(
        find_anchor(handset.store), reading.wall_ms, reading.boot_ms, reading.boot_id
    )
    return CapturedTime(reading.wall_ms, reading.boot_ms, reading.boot_id, est_ms, quality)


def record_visit(handset: Handset, visit: Visit) -> Op:
    """Record a statement about a street, an entry or a premises."""
    return _record(handset, entity_of_visit(visit), visit)


def record_shift(handset: Handset, data: ShiftStarted | ShiftEnded) -> Op:
    """Record that a shift began or ended."""
    return _record(handset, entity_of_collection(data.round_id, data.on), data)


def record_answer(handset: Handset, answer: ReturnAnswered) -> Op:
    """Record what became of a return."""
    return _record(handset, entity_of_return(answer.return_id), answer)


def record_read(handset: Handset, message_id: str) -> Op:
    """Record that a message was read."""
    return _record(handset, entity_of_message(message_id), MessageRead(message_id))


def record_track(handset: Handset, track: Track) -> Op:
    """Record a piece of the shift's track."""
    return _record(handset, entity_of_collection(track.round_id, track.on), track)


def take_back(handset: Handset, op_id: str) -> Op | None:
    """Take back an operation of this phone; None when it does not hold it."""
    op = find_op(handset.store, op_id)
    if op is None:
        return None
    return _record(handset, op.ent, Retraction(op_id))


def undo(handset: Handset, op_id: str) -> tuple[Op, ...]:
    """Take back a record of this phone. What it had corrected is stated anew with that: both are kept, or neither.

    Of a correction that only took a record back, that record is stated anew: there is nothing else to take back.
    """
    op = find_op(handset.store, op_id)
    if op is None:
        return ()
    captures: list[Capture] = []
    if not isinstance(op.data, Retraction):
        captures.append(_capture(handset, op.ent, Retraction(op_id)))
    before = find_before(handset.store, op)
    if before is not None:
        visit = replace(before.visit, corrects=op_id)
        captures.append(_capture(handset, entity_of_visit(visit), visit, before.photos))
    if not captures:
        return ()
    ops = append_ops(handset.store, tuple(captures))
    handset.wake()
    return ops


def correct_visit(
    handset: Handset, wrong: tuple[str, str], why: WhyTakenBack, right: Visit | None
) -> tuple[Op, ...]:
    """Take a visit of the squad back with the reason, and state what is right instead: both are kept, or neither.

    wrong: the key of its place, and its operation, of this phone or another. right: None where nothing is to be stated.
    """
    ent, op_id = wrong
    stated = () if right is None else ((entity_of_visit(right), right),)
    return _correct(handset, ent, Retraction(op_id, why), stated)


def correct_answer(
    handset: Handset, wrong: tuple[str, str], why: WhyTakenBack, right: ReturnAnswered | None
) -> tuple[Op, ...]:
    """The same of an answer of the squad. wrong: the return, and the operation. right: None where it waits again."""
    return_id, op_id = wrong
    ent = entity_of_return(return_id)
    stated = () if right is None else ((ent, right),)
    return _correct(handset, ent, Retraction(op_id, why), stated)


def _correct(
    handset: Handset, ent: str, gone: Retraction, stated: tuple[tuple[str, OpData], ...]
) -> tuple[Op, ...]:
    captures = [_capture(handset, where, data) for where, data in ((ent, gone), *stated)]
    ops = append_ops(handset.store, tuple(captures))
    handset.wake()
    return ops


def add_photos(handset: Handset, op_id: str, photos: tuple[Attachment, ...]) -> Op | None:
    """Add photos to an operation of this phone; None when it does not hold it. Their files are on the storage."""
    op = find_op(handset.store, op_id)
    if op is None:
        return None
    return _record(handset, op.ent, Photo(op_id), photos)


def _record(handset: Handset, ent: str, data: OpData, photos: tuple[Attachment, ...] = ()) -> Op:
    op = append_op(handset.store, _capture(handset, ent, data, photos))
    handset.wake()
    return op


def _capture(
    handset: Handset, ent: str, data: OpData, photos: tuple[Attachment, ...] = ()
) -> Capture:
    time = capture_time(handset)
    is_track = isinstance(data, Track)  # holds its own positions, and is deleted with them
    return Capture(
        id=uuid7(max(0, time.est_ms), handset.draw(10)),
        ent=ent,
        data=data,
        time=time,
        squad=find_squad(handset.store),
        position=None if is_track else find_position(handset.gps, handset.clock),
        photos=photos,
    )
