"""How the sending goes: what is pending, what the server has and what it refused, and the last try."""

import sqlite3
from dataclasses import asdict, dataclass

from crew_app.store.database import Store, transaction
from crew_app.store.settings import find_setting, put_setting
from sync.client_state import Trouble
from sync.ops import Op
from sync.wire import op_of_body


@dataclass(frozen=True, slots=True)
class LastTry:
    """The last time the worker tried, in corrected milliseconds. `answered_ms` is the last good answer ever.

    next_ms: when it tries again, or None when it only waits for the next regular time.
    """

    tried_ms: int
    answered_ms: int | None
    trouble: Trouble | None
    next_ms: int | None


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """How many records somebody or something still has to do with. track: pieces of the track that wait.

    A piece of the track is no record: no person made it.
    """

    pending: int
    rejected: int
    quarantined: int
    track: int

    @property
    def waits(self) -> bool:
        """Is anything still to be sent?"""
        return self.pending > 0 or self.track > 0


@dataclass(frozen=True, slots=True)
class Counts(OpenCounts):
    """How many records this phone holds, by what became of them. pieces: of tracks, beside them."""

    acked: int
    pieces: int

    @property
    def all(self) -> int:
        """Every record the phone holds."""
        return self.pending + self.acked + self.rejected + self.quarantined


@dataclass(frozen=True, slots=True)
class RefusedOp:
    """An operation the server keeps without effect, and why."""

    op: Op
    state: str  # rejected | quarantined
    reason: str | None


def find_last_try(store: Store) -> LastTry | None:
    """The last try, or None before the first."""
    kept = find_setting(store, "last_try")
    if kept is None:
        return None
    return LastTry(**kept | {"trouble": kept["trouble"] and Trouble(kept["trouble"])})


def put_last_try(store: Store, last: LastTry) -> None:
    """Keep how the last try went, for the screens of this and of the other process."""
    with transaction(store) as connection:
        put_setting(connection, "last_try", asdict(last))


def count_open(store: Store) -> OpenCounts:
    """The counts of what is not settled for good: few, however much the phone holds."""
    pending, track = store.connection.execute(
        "select (select count(*) from op where state = 'pending'), "
        "(select count(*) from op where kind = 'track' and state = 'pending')"
    ).fetchone()
    rows = store.connection.execute(
        "select state, count(*) as ops from op where state in ('rejected', 'quarantined') "
        "and kind <> 'track' group by state"
    )
    held = {row["state"]: row["ops"] for row in rows}
    refused = (held.get("rejected", 0), held.get("quarantined", 0))
    return OpenCounts(pending - track, *refused, track)


def count_ops(store: Store) -> Counts:
    """The counts over everything kept."""
    few = count_open(store)
    every, pieces = store.connection.execute(
        "select (select count(*) from op), (select count(*) from op where kind = 'track')"
    ).fetchone()
    acked = every - pieces - few.pending - few.rejected - few.quarantined
    return Counts(few.pending, few.rejected, few.quarantined, few.track, acked, pieces)


def find_oldest_pending_ms(store: Store) -> int | None:
    """When the oldest unsent record was made, corrected; None when all are sent."""
    row = store.connection.execute(
        "select min(est_ms) as ms from op where state = 'pending'"
    ).fetchone()
    return None if row["ms"] is None else int(row["ms"])


def list_refused(store: Store) -> tuple[RefusedOp, ...]:
    """What the server refused or holds back, newest first."""
    rows = store.connection.execute(
        "select body, seq, state, reason from op where state in ('rejected', 'quarantined') order by pos desc"
    )
    return tuple(_refused(row) for row in rows)


def _refused(row: sqlite3.Row) -> RefusedOp:
    return RefusedOp(op_of_body(row["body"], row["seq"]), row["state"], row["reason"])
