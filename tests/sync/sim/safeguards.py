"""What happens when a safeguard of the protocol is taken out: the world wired with functions that lack it.

The product has no switch for any of this. Each entry replaces pure functions, or a habit of the simulated storage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sync.cursor import Cursor, Stream, find_misfit, is_of_lost_history
from sync.device_log import Effects
from sync.digest import EMPTY_DIGEST
from sync.exchange import ExchangeHead, OpResult, Prefix, SentAt, SentOp
from sync.ledger import KnownOp, LogState, Run, decide_run
from sync.memory_log import MemoryLog
from sync.words import ClockQuality, OpStatus
from tests.sync.sim.rules import PRODUCT, Rules

AT_ONCE_MS = 1 << 41


@dataclass(frozen=True, slots=True)
class Removal:
    """A safeguard, or the two that cover for each other, and the world without it. most: schedules to notice it in.

    seed: the first that showed it, where that takes long to find: it is played before the search.
    """

    name: str
    rules: Rules
    most: int = 5_000
    seed: int = 0


def take_by_place(
    ops: Sequence[SentOp],
    log: LogState,
    known: Mapping[str, KnownOp],
    _held_at: Mapping[int, str],
) -> Run | str:
    """Everything above `have` counts as new, wherever its id is known from."""
    here = {op.id: known[op.id] for op in ops if op.id in known and op.seq <= log.have}
    return decide_run(ops, log, here)


def take_on_trust(
    ops: Sequence[SentOp],
    log: LogState,
    known: Mapping[str, KnownOp],
    _held_at: Mapping[int, str],
) -> Run | str:
    """A bare last number: whatever is not above it is taken for done."""
    first = [op for op in ops if op.seq <= log.have]
    done = {op.id: known[op.id] for op in first if op.id in known}
    unknown = {
        op.id: KnownOp(op.h, OpResult(op.id, OpStatus.ACCEPTED))
        for op in first
        if op.id not in known
    }
    above = {op.id: known[op.id] for op in ops if op.seq > log.have and op.id in known}
    return decide_run(ops, log, done | unknown | above)


def take_with_gaps(
    ops: Sequence[SentOp],
    log: LogState,
    known: Mapping[str, KnownOp],
    held_at: Mapping[int, str],
) -> Run | str:
    """A run need not begin where the log ends: `have` jumps to its last number."""
    if ops and ops[0].seq > log.have + 1:
        return decide_run(ops, LogState(ops[0].seq - 1, log.digest), known, held_at)
    return decide_run(ops, log, known, held_at)


def miss_tag(cursor: Cursor, stream: Stream) -> str | None:
    """A cursor is a number and nothing more."""
    return find_misfit(cursor, replace(stream, tag_at_n=cursor.tag))


def lost_by_number(cursor: Cursor, stream: Stream) -> bool:
    """Without its tag a cursor is of a lost history only where its number is beyond the feed."""
    return is_of_lost_history(cursor, replace(stream, tag_at_n=cursor.tag))


def hear_everything(
    head: ExchangeHead, _log: LogState, _last: SentAt | None, now_ms: int
) -> int | None:
    """The server takes any sign of life for having heard everything."""
    sure = head.sent.quality is not ClockQuality.RAW
    return min(head.sent.est_ms, now_ms) if sure else None


def tell_nothing(_haves: tuple[Prefix, ...]) -> tuple[Prefix, ...]:
    """The device never learns how far the server is."""
    return ()


def tell_current(haves: tuple[Prefix, ...]) -> tuple[Prefix, ...]:
    """The device learns only of its current incarnation."""
    return haves[:1]


def tell_without_digest(haves: tuple[Prefix, ...]) -> tuple[Prefix, ...]:
    """Numbers alone."""
    return tuple((inc, have, EMPTY_DIGEST) for inc, have, _ in haves)


def tell_current_without_digest(haves: tuple[Prefix, ...]) -> tuple[Prefix, ...]:
    """The current incarnation's number alone."""
    return tell_without_digest(haves[:1])


def forget_at_once(effects: Effects) -> Effects:
    """What is settled is not kept."""
    return replace(effects, forget_before_ms=AT_ONCE_MS)


class LogWithoutDigest(MemoryLog):
    """A log whose digest is the same whatever is in it."""

    def digest_at(self, inc: str, seq: int) -> str | None:
        """See DeviceLog."""
        return None if super().digest_at(inc, seq) is None else EMPTY_DIGEST


NO_DIGEST = replace(
    PRODUCT, tell=tell_without_digest, new_log=LogWithoutDigest, follows_on=lambda *_: True
)

REMOVALS = (
    Removal("ids as keys", replace(PRODUCT, decide_run=take_by_place, are_ids_unique=False)),
    Removal("quarantine", replace(PRODUCT, keeps_faulty=False)),
    Removal("keeping settled operations", replace(PRODUCT, amend=forget_at_once)),
    Removal("reconciliation", replace(PRODUCT, tell=tell_nothing)),
    Removal(
        "the cursor's tag",
        replace(PRODUCT, find_misfit=miss_tag, is_of_lost_history=lost_by_number),
        seed=345,
    ),
    Removal("refusing a seq used twice", replace(PRODUCT, decide_run=take_on_trust)),
    Removal("numbering last", replace(PRODUCT, numbers_last=False)),
    Removal("the digest", NO_DIGEST, seed=705),
    Removal("locking a collection", replace(PRODUCT, locks_ground=False)),
    Removal("a pack for who takes over", replace(PRODUCT, leads_to_pack=False)),
    Removal(
        "locking where something is taken back",
        replace(PRODUCT, locks_taken_back=False),
        seed=4487,
    ),
    Removal(
        "settling by answers, and reconciliation",
        replace(PRODUCT, marks_when_sent=True, tell=tell_nothing),
    ),
    Removal("runs without a gap, and the digest", replace(NO_DIGEST, decide_run=take_with_gaps)),
    Removal("older incarnations asked about", replace(PRODUCT, tell=tell_current)),
    Removal(
        "older incarnations asked about, and the digest",
        replace(NO_DIGEST, tell=tell_current_without_digest),
    ),
    Removal("a new epoch after a restore", replace(PRODUCT, is_of_lost_history=lambda *_: False)),
    Removal("hearing only what is complete", replace(PRODUCT, heard=hear_everything)),
    Removal(
        "hearing only where nothing settled is lost",
        replace(PRODUCT, holds_all=lambda *_: True),
        seed=419,
    ),
    Removal("locking what a manager decides about", replace(PRODUCT, locks_held=False)),
    Removal("locking where it is taken in", replace(PRODUCT, locks_held_ground=False), seed=438),
    Removal("telling it with every pack", replace(PRODUCT, packs_tell=False)),
    Removal("telling it to every squad", replace(PRODUCT, tells_every_squad=False), seed=470),
)
