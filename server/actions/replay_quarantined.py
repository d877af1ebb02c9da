"""A manager decides about a quarantined operation: again as it is, again with a repaired body, or dismissed.

What came in stays as evidence. The outcome goes out as a change `op.resolved` and with every pack from then on, and an
operation that is taken goes through the same gather, decide and apply as any other.
"""

import base64
import binascii
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from server.actions.op_batch import (
    Sender,
    TakenBatch,
    apply_batch,
    decide_batch,
    list_visit_rows,
)
from server.actions.op_rows import Fate, row_of, storable_json
from server.actions.swift_ops import read_swiftly
from server.actions.tell_devices import draft_untold
from server.core.problems import Problem
from server.db.changes import (
    DraftChange,
    get_stream,
    number_changes,
    number_written,
    write_changes,
)
from server.db.devices import get_device
from server.db.held_ops import (
    HeldOp,
    Repair,
    Sorted,
    add_repair,
    get_held_op,
    note_still_held,
    resolve_payload,
    settle_held_op,
)
from server.db.retries import is_mendable, is_of_the_line
from sync.canonical import canonical_json, in_nfc, read_json
from sync.exchange import OpResult, SentOp
from sync.packs import RESOLVED, encode_resolved
from sync.refusals import WireError
from sync.words import OpStatus

MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, and in which words. by: None from the command line."""

    by: UUID | None
    why: str = ""

    @property
    def words(self) -> str:
        """The words as they are kept."""
        return " ".join(self.why.split())[:MOST_WORDS]


def replay_op(session: Session, op_id: str, decision: Decision, now: datetime) -> OpResult:
    """Take the operation again as it came, as after an upgrade. Raises Problem held.not_there."""
    held = get_held_op(session, op_id)
    return _replay(
        session,
        held,
        text_of(held),
        Repair("replayed", _still(held), decision.words, decision.by),
        now,
    )


def repair_op(
    session: Session, op_id: str, body: str, decision: Decision, now: datetime
) -> OpResult:
    """Take the operation with a repaired body. Raises Problem held.not_there, repair.*."""
    held = get_held_op(session, op_id)
    repaired = _read_repaired(held, body)
    repair = Repair("repaired", _still(held), decision.words, decision.by, storable_json(repaired))
    return _replay(session, held, repaired, repair, now)


def dismiss_op(session: Session, op_id: str, decision: Decision, now: datetime) -> OpResult:
    """Leave the operation without effect, for a reason. Raises Problem held.not_there, repair.reason_needed."""
    held = get_held_op(session, op_id)
    if not decision.words:
        raise Problem("repair.reason_needed")
    result = OpResult(held.id, OpStatus.REJECTED, reason="dismissed")
    told = Sorted(held.kind, held.v, held.ent, held.squad, None)
    settle_held_op(session, result, told)
    add_repair(session, held, Repair("dismissed", result, decision.words, decision.by), now)
    number_changes(session, [_resolved(held, result)], now)
    return result


def dismiss_payload(session: Session, payload_id: int, decision: Decision, now: datetime) -> None:
    """Note that somebody looked at bytes nobody could read. They are kept. Raises Problem held.not_there, repair.*."""
    if not decision.words:
        raise Problem("repair.reason_needed")
    resolve_payload(session, payload_id, decision.by, decision.words, now)


def text_of(held: HeldOp) -> str:
    """The operation's text as its device keeps it."""
    return text_of_body(held.body)


def text_of_body(body: Mapping[str, Any]) -> str:
    """The same of what came: unpacked where it came as bytes; "" where those are no text."""
    packed = body.get("base64")
    if not isinstance(packed, str) or set(body) - {"id", "base64"}:
        return canonical_json(body)
    try:
        return base64.b64decode(packed, validate=True).decode("utf-8", "surrogatepass")
    except (binascii.Error, ValueError):
        return ""


def _replay(session: Session, held: HeldOp, body: str, repair: Repair, now: datetime) -> OpResult:
    taken, result, fault = _take(session, held, body, now)
    if result.status is OpStatus.QUARANTINED:
        note_still_held(session, held.id, result.reason, fault)
        add_repair(session, held, replace(repair, result=result), now)
        return result
    add_repair(session, held, replace(repair, result=result), now)
    told = [_resolved(held, result), *draft_untold(session)]
    number_written(session, [*taken.changes, *write_changes(told, now)], list)
    return result


def _take(
    session: Session, held: HeldOp, body: str, now: datetime
) -> tuple[TakenBatch, OpResult, str | None]:
    """Decide and apply; whatever that raises leaves the operation held back, with the traceback."""
    try:
        sent = _sent(held, body)
    except WireError as error:
        return TakenBatch(), OpResult(held.id, OpStatus.QUARANTINED, reason=str(error)[:100]), None
    try:
        with session.begin_nested():
            taken = _apply(session, held, sent, now)
        return taken, taken.results[0], None
    except Exception as error:
        if is_mendable(error) or is_of_the_line(error):
            raise
        fault = "".join(traceback.format_exception(error)).replace("\x00", "")
        result = OpResult(held.id, OpStatus.QUARANTINED, reason="could_not_be_applied")
        return TakenBatch(), result, fault


def _apply(session: Session, held: HeldOp, sent: SentOp, now: datetime) -> TakenBatch:
    """A manager looked at it: that the device was out of service, or of another squad, is no doubt any more."""
    device = get_device(session, held.device)
    squads = device.squads | {str(sent.raw.get("squad", ""))}
    sender = Sender(
        replace(device, revoked_at=None, squads=squads), held.inc, get_stream(session)[0], {}
    )
    decided = decide_batch(session, sender, [read_swiftly(sent)], now)
    result = decided.results[0]
    if result.status is OpStatus.QUARANTINED:
        return TakenBatch((result,))
    row = row_of(Fate(sent, result))
    settle_held_op(session, result, Sorted(row.kind, row.v, row.ent, row.squad, row.target))
    return apply_batch(session, sender, decided, list_visit_rows(sender, decided, now), now)


def _sent(held: HeldOp, body: str) -> SentOp:
    raw = read_json(body) if body else None
    if type(raw) is not dict or raw.get("id") != held.id:
        raise WireError("opaque")
    bare: dict[str, Any] = {name: value for name, value in raw.items() if name not in ("seq", "h")}
    return SentOp(held.seq, held.id, bare, held.h)


def _read_repaired(held: HeldOp, body: str) -> str:
    try:
        raw = read_json(in_nfc(body))
    except WireError as error:
        raise Problem("repair.unreadable") from error
    if type(raw) is not dict:
        raise Problem("repair.unreadable")
    if raw.get("id") != held.id:
        raise Problem("repair.other_operation", id=held.id)
    return canonical_json(raw)


def _still(held: HeldOp) -> OpResult:
    return OpResult(held.id, OpStatus.QUARANTINED, reason=held.reason)


def _resolved(held: HeldOp, result: OpResult) -> DraftChange:
    """To all devices: the one it concerns may be of another squad by the time it reads, and others pass it over."""
    return DraftChange(None, held.id, RESOLVED, None, encode_resolved(result))
