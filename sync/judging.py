"""Whether the server takes an operation: accepted, rejected or quarantined, from facts looked up beforehand. Pure.

Rejected is final and for what the device had no business to say. Whatever might turn out right after a look or an
upgrade is quarantined. No operation is refused for its time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sync.exchange import SentOp
from sync.op_json import decode_op
from sync.ops import (
    Op,
    Retraction,
    ReturnAnswered,
    ShiftEnded,
    ShiftStarted,
    Track,
    Visit,
)
from sync.refusals import WireError
from sync.words import ClockQuality, OpStatus

LONGEST_REASON = 100
# a tuple is looked through quicker than a union
OF_ROUND = (Visit, ShiftStarted, ShiftEnded, Track)


class ReadOp(NamedTuple):
    """An operation as far as it could be read: `op`, or the code of what is wrong with it."""

    sent: SentOp
    op: Op | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a batch is judged by: those of the things it names that there are.

    rounds: with the squad that serves each. holders: who holds a collection now; held_by: every
    squad that ever handed it over or took it over. op_squads: who recorded earlier ones.
    revoked_ms: when the device was taken out of service.
    """

    device_squads: frozenset[str]
    revoked_ms: int | None = None
    rounds: Mapping[str, str | None] = field(default_factory=dict)
    holders: Mapping[tuple[str, date], str | None] = field(default_factory=dict)
    held_by: Mapping[tuple[str, date], frozenset[str]] = field(default_factory=dict)
    usrns: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()
    uprns: frozenset[str] = frozenset()
    squads: frozenset[str] = frozenset()
    return_squads: Mapping[str, str | None] = field(default_factory=dict)
    op_squads: Mapping[str, str] = field(default_factory=dict)


class Judged(NamedTuple):
    """What becomes of an operation, and why."""

    read: ReadOp
    status: OpStatus
    reason: str | None = None

    @property
    def taken(self) -> Op | None:
        """The operation if it takes effect."""
        return self.read.op if self.status is OpStatus.ACCEPTED else None


def read_op(sent: SentOp) -> ReadOp:
    """Read an operation; a fault is noted, never raised."""
    if sent.fault is not None:
        return ReadOp(sent, None, sent.fault)
    try:
        return ReadOp(sent, decode_op({**sent.raw, "seq": sent.seq, "h": sent.h}))
    except WireError as error:
        return ReadOp(sent, None, str(error)[:LONGEST_REASON])


def judge_op(read: ReadOp, facts: Facts) -> Judged:
    """Judge one operation."""
    if read.op is None:
        final = read.fault.startswith("op.too_old")
        return Judged(read, OpStatus.REJECTED if final else OpStatus.QUARANTINED, read.fault)
    doubt = _find_doubt(read.op, facts)
    if doubt is not None:
        return Judged(read, OpStatus.QUARANTINED, doubt)
    wrong = _find_wrong(read.op, facts)
    if wrong is not None:
        return Judged(read, OpStatus.REJECTED, wrong)
    return Judged(read, OpStatus.ACCEPTED)


def _find_doubt(op: Op, facts: Facts) -> str | None:
    if facts.revoked_ms is not None:
        unsure = op.time.quality is ClockQuality.RAW
        if unsure or op.time.est_ms >= facts.revoked_ms:
            return "device_revoked"
    if op.squad not in facts.device_squads:
        return "squad_not_of_device"
    return None


def _find_wrong(op: Op, facts: Facts) -> str | None:
    data = op.data
    if isinstance(data, OF_ROUND):
        return _wrong_of_round(op, data, facts) or _wrong_of_places(data, facts)
    if isinstance(data, Retraction):
        other = facts.op_squads.get(data.op_id, op.squad) != op.squad
        return "not_your_operation" if other else None
    if isinstance(data, ReturnAnswered):
        return _wrong_of_return(op, data, facts)
    return None


def _wrong_of_return(op: Op, data: ReturnAnswered, facts: Facts) -> str | None:
    if data.return_id not in facts.return_squads:
        return "unknown_return"
    asked = facts.return_squads[data.return_id]
    return None if asked in (None, op.squad) else "not_your_return"


def _wrong_of_round(
    op: Op, data: Visit | ShiftStarted | ShiftEnded | Track, facts: Facts
) -> str | None:
    if data.round_id not in facts.rounds:
        return "unknown_round"
    serves = facts.rounds[data.round_id]
    if serves is None or op.squad == serves:  # nearly always
        return None
    collection = (data.round_id, data.on)
    if op.squad == facts.holders.get(collection) or op.squad in facts.held_by.get(collection, ()):
        return None
    return "not_your_round"


def _wrong_of_places(data: Visit | ShiftStarted | ShiftEnded | Track, facts: Facts) -> str | None:
    if isinstance(data, ShiftEnded) and data.handed_over_to is not None:
        return None if data.handed_over_to in facts.squads else "unknown_squad"
    if not isinstance(data, Visit):
        return None
    if data.usrn not in facts.usrns:
        return "unknown_street"
    if data.entry_id is not None and data.entry_id not in facts.entries:
        return "unknown_entry"
    if data.uprn is not None and data.uprn not in facts.uprns:
        return "unknown_premises"
    return None
