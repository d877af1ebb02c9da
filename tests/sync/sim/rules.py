"""The pure functions that the simulated world is wired with: the product's own, unless a safeguard is taken out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.cursor import Cursor, Stream, find_misfit, is_of_lost_history
from sync.device_log import Effects
from sync.exchange import ExchangeHead, Prefix, SentAt, SentOp
from sync.ledger import (
    KnownOp,
    LogState,
    Run,
    decide_run,
    follows_on,
    heard_through_ms,
    holds_all_settled,
)
from sync.memory_log import MemoryLog

DecideRun = Callable[
    [Sequence[SentOp], LogState, Mapping[str, KnownOp], Mapping[int, str]], Run | str
]
Heard = Callable[[ExchangeHead, LogState, SentAt | None, int], int | None]


def tell_all(haves: tuple[Prefix, ...]) -> tuple[Prefix, ...]:
    """The server tells how far it is in every incarnation asked about."""
    return haves


def keep_effects(effects: Effects) -> Effects:
    """The device does what the state machine decided."""
    return effects


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides, on either side, and the habits of the server's storage.

    tell: which of the server's haves reach the device. amend: what becomes of effects before they are applied.
    are_ids_unique: an op's id is a key of the server's table. numbers_last: changes are numbered last, under the lock.
    locks_ground: an exchange locks the collections it speaks of. locks_taken_back: those it takes something back from,
    too. leads_to_pack: whoever takes a collection over fetches a pack.
    locks_held, locks_held_ground: a manager's decision locks the operation, and the collections it speaks of.
    tells_every_squad, packs_tell: what was decided goes to all devices, and with every pack.
    keeps_faulty: an operation that cannot be applied is kept quarantined. marks_when_sent: the device counts what it
    sent as settled before any answer.
    """

    decide_run: DecideRun = decide_run
    follows_on: Callable[[ExchangeHead, Sequence[SentOp], LogState], bool] = follows_on
    find_misfit: Callable[[Cursor, Stream], str | None] = find_misfit
    is_of_lost_history: Callable[[Cursor, Stream], bool] = is_of_lost_history
    heard: Heard = heard_through_ms
    holds_all: Callable[[ExchangeHead, Sequence[Prefix]], bool] = holds_all_settled
    tell: Callable[[tuple[Prefix, ...]], tuple[Prefix, ...]] = tell_all
    amend: Callable[[Effects], Effects] = keep_effects
    new_log: Callable[[str], MemoryLog] = MemoryLog
    are_ids_unique: bool = True
    numbers_last: bool = True
    locks_ground: bool = True
    locks_taken_back: bool = True
    leads_to_pack: bool = True
    locks_held: bool = True
    locks_held_ground: bool = True
    tells_every_squad: bool = True
    packs_tell: bool = True
    keeps_faulty: bool = True
    marks_when_sent: bool = False


PRODUCT = Rules()
