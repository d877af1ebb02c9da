"""What the server makes of a batch: pure decisions over looked-up facts. Storage, locks and time are the caller's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from sync.digest import EMPTY_DIGEST, extend_digest
from sync.exchange import ExchangeHead, OpResult, Prefix, SentAt, SentOp
from sync.words import ClockQuality, OpStatus

GAP = "exchange.gap"
SEQ_REUSED = "exchange.seq_reused"
NOTHING_HELD: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LogState:
    """How far the server holds an incarnation: every seq up to `have`, with the digest over their ids."""

    have: int = 0
    digest: str = EMPTY_DIGEST


class KnownOp(NamedTuple):
    """An operation the server holds, with the result it gave."""

    h: str
    result: OpResult


@dataclass(frozen=True, slots=True)
class Run:
    """A batch sorted: `answered` by id from what is stored; `changed` known ids with other content; `fresh` the rest.

    log: the incarnation after it. Every operation advances it, whatever becomes of it.
    digests: over the log just before each operation above the old `have`, by id.
    """

    answered: dict[str, OpResult]
    changed: tuple[SentOp, ...]
    fresh: tuple[SentOp, ...]
    log: LogState
    digests: dict[str, str]


def decide_run(
    ops: Sequence[SentOp],
    log: LogState,
    known: Mapping[str, KnownOp],
    held_at: Mapping[int, str] = NOTHING_HELD,
) -> Run | str:
    """Sort a batch, or the code of its refusal: a gap before it, or a seq that belongs to another operation.

    held_at: which operation came in under a seq of this incarnation; none where it was known from another one.
    """
    if any(b.seq != a.seq + 1 for a, b in pairwise(ops)):
        return GAP
    if ops and not 0 < ops[0].seq <= log.have + 1:
        return GAP
    if any(op.seq <= log.have and not _is_where_it_was(op, known, held_at) for op in ops):
        return SEQ_REUSED
    answered = {op.id: known[op.id].result for op in ops if _is_same(op, known)}
    changed = tuple(op for op in ops if op.id in known and op.id not in answered)
    answered |= {
        op.id: OpResult(op.id, OpStatus.REJECTED, reason="content_changed") for op in changed
    }
    fresh = tuple(op for op in ops if op.id not in known)
    digests: dict[str, str] = {}
    digest, have = log.digest, log.have
    for op in ops:
        if op.seq > log.have:
            digests[op.id] = digest
            digest, have = extend_digest(digest, op.id), op.seq
    return Run(answered, changed, fresh, LogState(have, digest), digests)


def follows_on(head: ExchangeHead, ops: Sequence[SentOp], log: LogState) -> bool:
    """Whether a run that begins where the log ends is of the same log.

    After a restore the copy of a device may fill the numbers that the device itself had used; the ids in the run would
    not show it.
    """
    if not ops or head.before is None or ops[0].seq != log.have + 1:
        return True
    return head.before == log.digest


def _is_where_it_was(op: SentOp, known: Mapping[str, KnownOp], held_at: Mapping[int, str]) -> bool:
    return op.id in known and held_at.get(op.seq, op.id) == op.id


def _is_same(op: SentOp, known: Mapping[str, KnownOp]) -> bool:
    return op.id in known and known[op.id].h == op.h


def heard_through_ms(
    head: ExchangeHead, log: LogState, last: SentAt | None, now_ms: int
) -> int | None:
    """Through when the server now holds everything the device recorded; None when the exchange does not tell.

    With nothing left on the device, and every seq it ever gave held here: the corrected time of sending, if it is not
    ahead of now. Else that of the last operation received. Only anchored times follow the order of capture, and are at
    most a little ahead of now; a clock that people set may give what is still to come an earlier time.
    """
    holds_all = head.pending_after == 0 and log.have == head.last_seq
    told = head.sent if holds_all else last
    if told is None:
        return None
    if told.quality is ClockQuality.ANCHORED:
        return min(told.est_ms, now_ms)
    return told.est_ms if holds_all and told.est_ms <= now_ms else None


def holds_all_settled(head: ExchangeHead, haves: Sequence[Prefix]) -> bool:
    """Whether the server still holds everything it ever confirmed to the device.

    Where not, it was restored from a backup: what the device had seen settled is missing until it is sent again.
    """
    held = {inc: have for inc, have, _ in haves}
    told = zip(head.known, head.settled, strict=False)
    return all(held.get(inc, 0) >= settled for inc, settled in told)


def is_manifest_met(last_seq: int, digest: str, seq: int, digest_before: str | None) -> bool:
    """Whether the day manifest of an operation numbered `seq` proves that nothing before it is missing."""
    return last_seq == seq - 1 and digest_before is not None and digest == digest_before
