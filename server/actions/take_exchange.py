"""Takes a device's exchange in: every operation once, in the device's order, in one transaction.

The locks are always taken in this order: the incarnation, collections, what is judged again, the device, and last the
change feed. One operation that cannot be applied is kept quarantined alone and never holds up the next.
"""

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.op_batch import Sender, TakenBatch, keep_quarantined, take_batch
from server.actions.rejudge import rejudge_places
from server.actions.swift_ops import read_swiftly
from server.actions.tell_devices import draft_untold
from server.core.facts import TouchedPlace
from server.db.changes import begin_epoch, number_written, write_changes
from server.db.devices import Contact, Device
from server.db.exchange import Log, begin_exchange, note_exchange
from server.db.heard import list_reported_collections
from server.db.incarnations import list_prefixes
from server.db.opaque import NewOpaque, add_opaque
from server.db.ops import OpsRacedError, list_ids_at, list_known_ops
from server.db.retries import is_mendable, is_of_the_line
from sync.canonical import canonical_json
from sync.cursor import Cursor, Stream, find_cursor, is_of_lost_history
from sync.exchange import (
    ExchangeHead,
    ExchangeRequest,
    OpResult,
    Prefix,
    SentAt,
    SentOp,
)
from sync.judging import ReadOp
from sync.ledger import (
    SEQ_REUSED,
    LogState,
    Run,
    decide_run,
    follows_on,
    heard_through_ms,
    holds_all_settled,
)
from sync.ops import CapturedTime
from sync.refusals import WireError
from sync.shapes import read_shape

SECRET_LASTS = timedelta(days=90)
SILENT_AT_MOST = timedelta(days=14)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """An exchange that was taken in: valid once the transaction is committed."""

    epoch: str
    results: tuple[OpResult, ...]
    haves: tuple[Prefix, ...]
    head: int  # the feed's, as far as this exchange knows


@dataclass(frozen=True, slots=True)
class Refused:
    """An exchange that did not fit what the server holds; nothing of it was taken in."""

    code: str
    haves: tuple[Prefix, ...]


class BatchFailedError(Exception):
    """One of the operations cannot be applied: roll back, and take the exchange the careful way."""


def take_exchange(
    session: Session, device: Device, request: ExchangeRequest, now: datetime
) -> TakenIn | Refused:
    """Take an exchange in, or refuse it with how far the server is. OpsRacedError: run the transaction again."""
    return _take_in(session, device, request, now, trusting=False)


def take_exchange_at_once(
    session: Session, device: Device, request: ExchangeRequest, now: datetime
) -> TakenIn | Refused:
    """The same without savepoints, and trusting: quicker, and nearly always enough.

    That new numbers hold new operations, and that the places named are there, is left to the database to object to.
    Raises BatchFailedError where an operation cannot be applied: roll back, and take the exchange the careful way.
    """
    return _take_in(session, device, request, now, trusting=True)


def _take_in(
    session: Session, device: Device, request: ExchangeRequest, now: datetime, *, trusting: bool
) -> TakenIn | Refused:
    head = request.head
    at = find_cursor(head.cursor)
    cursor = (0 if at is None else at.n, device.scope)
    begun = begin_exchange(session, (head.inc, device.id), cursor, now)
    epoch = _settle_epoch(session, at, begun.stream)
    run = _sort_out(session, request, begun.state, trusting=trusting)
    if begun.owner != device.id or not follows_on(head, request.ops, begun.state):
        run = SEQ_REUSED  # another device's log, or that of its copy
    if isinstance(run, str):
        return Refused(run, list_prefixes(session, [head.inc, *head.known]))

    sender = Sender(device, head.inc, epoch, run.digests, trusting)
    haves = _haves_after(session, head, run.log)
    heard = _heard_now(device, request, run.log, now) if holds_all_settled(head, haves) else None
    log_now = Log(device.id, head.inc, run.log, head.last_seq)
    fresh = note_exchange(
        session,
        log_now,
        _contact_of(head, heard, now),
        now,
        lambda: [read_swiftly(sent) for sent in run.fresh],
    )
    _keep_changed(session, sender, run.changed, now)
    take = _take_all if trusting else _take_or_quarantine
    taken = take(session, sender, fresh, now)
    if heard is not None:
        _judge_heard(session, device, taken, now)

    untold = write_changes(draft_untold(session), now) if run.fresh or heard else []
    changes = [*taken.changes, *untold]

    def answer(numbers: Sequence[int]) -> TakenIn:
        by_op = {change.op: n for change, n in zip(changes, numbers, strict=True)}
        results = _in_order(request.ops, taken.results, by_op, run.answered)
        return TakenIn(epoch, results, haves, numbers[-1] if numbers else begun.stream.head)

    return number_written(session, changes, answer) if changes else answer(())


def _sort_out(
    session: Session, request: ExchangeRequest, log: LogState, *, trusting: bool
) -> Run | str:
    """Which operations are new, and what became of the others; or why none can be taken.

    trusting: new numbers are taken to hold new operations; keeping one that is known raises.
    """
    ops, inc = request.ops, request.head.inc
    is_news = trusting and bool(ops) and ops[0].seq == log.have + 1
    known = {} if is_news else list_known_ops(session, [op.id for op in ops])
    seqs = [op.seq for op in ops] or [log.have + 1]
    resent = list_ids_at(session, inc, min(seqs), min(max(seqs), log.have))
    return decide_run(ops, log, known, resent)


def _in_order(
    ops: Sequence[SentOp],
    taken: Sequence[OpResult],
    numbers: Mapping[str | None, int],
    stored: Mapping[str, OpResult],
) -> tuple[OpResult, ...]:
    """The results of the operations with the numbers of their changes, in the order of the request."""
    fresh = [
        OpResult(op_id, status, numbers.get(op_id), reason, by)
        for op_id, status, _, reason, by in taken
    ]
    if not stored:  # nearly always; then they are in that order already
        return tuple(fresh)
    by_id = {result.id: result for result in fresh}
    return tuple([by_id.get(op.id) or stored[op.id] for op in ops])


def _haves_after(session: Session, head: ExchangeHead, after: LogState) -> tuple[Prefix, ...]:
    older = [inc for inc in head.known if inc != head.inc]
    prefixes = list_prefixes(session, older) if older else ()
    return ((head.inc, after.have, after.digest), *prefixes)


def _settle_epoch(session: Session, at: Cursor | None, stream: Stream) -> str:
    """The epoch in which change numbers count now.

    After a restore the same numbers are given to other changes. The first device that was told more than the feed now
    holds shows it: a new epoch begins, so that what an operation says its device had seen is not taken for them.
    """
    if at is not None and is_of_lost_history(at, stream):
        return begin_epoch(session, stream.epoch, at.epoch)
    return stream.epoch


def _take_all(
    session: Session, sender: Sender, fresh: Sequence[ReadOp], now: datetime
) -> TakenBatch:
    try:
        return take_batch(session, sender, fresh, now) if fresh else TakenBatch()
    except OpsRacedError as error:  # nobody looked whether they were known
        raise BatchFailedError from error
    except Exception as error:
        if _is_to_be_run_again(error):
            raise
        raise BatchFailedError from error


def _take_or_quarantine(
    session: Session, sender: Sender, fresh: Sequence[ReadOp], now: datetime
) -> TakenBatch:
    """All at once; if that raises, one by one, and the one that raises is kept quarantined."""
    if not fresh:
        return TakenBatch()
    try:
        with session.begin_nested():
            return take_batch(session, sender, fresh, now)
    except Exception as error:  # whatever it is, it must not hold up the device
        if _is_to_be_run_again(error):
            raise
        if len(fresh) == 1:
            sent = fresh[0].sent
            log.exception("operation %s could not be applied", sent.id)
            fault = "".join(traceback.format_exception(error)).replace("\x00", "")
            return keep_quarantined(session, sender, sent, fault, now)
    taken = TakenBatch()
    for one in fresh:
        taken += _take_or_quarantine(session, sender, [one], now)
    return taken


def _is_to_be_run_again(error: Exception) -> bool:
    return isinstance(error, OpsRacedError) or is_mendable(error) or is_of_the_line(error)


def _keep_changed(
    session: Session, sender: Sender, changed: Sequence[SentOp], now: datetime
) -> None:
    """Operations whose content is not what it was: the first stands, the other is kept as evidence."""
    for sent in changed:
        payload = canonical_json(sent.raw).encode("utf-8", "surrogatepass")
        new = NewOpaque(sender.device.id, "content_changed", payload, sender.inc, sent.seq, sent.id)
        add_opaque(session, new, now)


def _heard_now(
    device: Device, request: ExchangeRequest, after: LogState, now: datetime
) -> datetime | None:
    """Through when the device is heard now; None when that is no later than before."""
    now_ms = int(now.timestamp() * 1000)
    heard_ms = heard_through_ms(request.head, after, _last_captured(request.ops), now_ms)
    heard = None if heard_ms is None else _moment(heard_ms)
    if heard is not None and device.heard_through is not None and heard <= device.heard_through:
        return None
    return heard


def _contact_of(head: ExchangeHead, heard: datetime | None, now: datetime) -> Contact:
    return Contact(
        sent_at=min(_moment(head.sent.est_ms), now),
        pending_after=head.pending_after,
        heard=heard,
        app=head.app,
        secret_expires_at=now + SECRET_LASTS,
    )


def _judge_heard(session: Session, device: Device, taken: TakenBatch, now: datetime) -> None:
    """Silence ended: judge what hung on it. A failure here is logged; deadlines judge the same reports again."""
    since = (device.heard_through or now - SILENT_AT_MOST).date() - timedelta(days=1)
    reported = list_reported_collections(session, device.squads, since)
    places = frozenset(TouchedPlace(round_id, on, None) for round_id, on in reported)
    if not places - taken.touched:
        return
    try:
        with session.begin_nested():
            rejudge_places(session, places, now)
    except Exception as error:
        if _is_to_be_run_again(error):
            raise
        log.exception("what device %s was waited for could not be judged", device.id)


def _last_captured(ops: Sequence[SentOp]) -> SentAt | None:
    """The corrected time of the last operation that tells one."""
    for sent in reversed(ops):
        try:
            time = read_shape(CapturedTime, sent.raw.get("time"))
        except WireError:
            continue
        if time.est_ms >= 0:
            return SentAt(time.est_ms, time.quality)
    return None


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
