"""What the client's state machine needs of a device's storage: a few look-ups, and one way to change it.

The phone keeps it in SQLite (`crew_app.store`), simulators in memory (`sync.memory_log`). One test suite runs against
every one of them: `tests/contracts/test_device_log.py`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sync.clock import Anchor
from sync.exchange import Change, OpResult
from sync.pack import Pack


@dataclass(frozen=True, slots=True)
class StoredOp:
    """An operation as a device keeps it: its place in the current incarnation, and its canonical text."""

    seq: int
    id: str
    body: str  # `sync.wire.body_of`
    h: str


@dataclass(frozen=True, slots=True)
class Requeue:
    """The server lost what it had of `inc` above `after_seq`: settled operations there become pending again."""

    inc: str
    after_seq: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What an answer changes on the device. Applied in one transaction, in the order of the fields.

    settled: operations by id; an id not held is passed over, and so is one that is not pending.
    disputed: incarnations in which somebody else wrote, or which were rolled back. They are never compared again
        (`incarnations()` leaves them out); every operation kept there becomes pending.
    requeued: see Requeue.
    new_inc: becomes the current incarnation.
    After these, every pending operation that is not in the current incarnation moves to the end of it, in the order
    of capture, which the server takes seq for; it gets the next seq there, its id, text and h stay.
    pack: replaces the mirror and its cursor, never an operation. feed and cursor: changes for the mirror.
    forget_before_ms: settled operations older than that (by `settled_ms`) are deleted, from the oldest seq on and not
        beyond the first that must stay; the digest of what went is kept, so that `digest_at` still answers above it.
    """

    settled: tuple[OpResult, ...] = ()
    disputed: tuple[str, ...] = ()
    requeued: tuple[Requeue, ...] = ()
    new_inc: str | None = None
    pack: Pack | None = None
    pack_on: date | None = None
    feed: tuple[Change, ...] = ()
    cursor: str | None = None
    anchor: Anchor | None = None
    settled_ms: int = 0  # corrected time of the answer
    forget_before_ms: int | None = None


class DeviceLog(Protocol):
    """A device's storage, as the state machine sees it."""

    def current_inc(self) -> str:
        """The current incarnation."""

    def incarnations(self) -> tuple[str, ...]:
        """Every undisputed incarnation of which operations are kept, the current one always, newest last."""

    def last_seq(self) -> int:
        """The highest seq given in the current incarnation; 0 when none."""

    def count_pending(self) -> int:
        """How many operations wait for the server."""

    def pending_run(self, limit: int, largest: int) -> tuple[StoredOp, ...]:
        """The first pending operations of the current incarnation, without a gap in seq.

        At most `limit`, and at most `largest` characters of text together, but always at least one if any waits.
        """

    def digest_at(self, inc: str, seq: int) -> str | None:
        """The digest over the ids of seq 1..seq of an incarnation; None above its last or below what was forgotten."""

    def settled_through(self, inc: str) -> int:
        """The highest seq of a settled operation that is kept in that incarnation; 0 when none is."""

    def cursor(self) -> str | None:
        """The cursor that belongs to the mirror; None before the first pack."""

    def pack_on(self) -> date | None:
        """The day the mirror's pack was made for; None before the first pack."""

    def anchor(self) -> Anchor | None:
        """The last anchor of the clock."""

    def apply(self, effects: Effects) -> None:
        """Change all of it or nothing."""
