"""The phone's log as the state machine of `sync.client` sees it: `sync.device_log.DeviceLog` on SQLite.

`apply` is one transaction: results, re-opened operations, the mirror and the cursor change together or not at all.
"""

import logging
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from crew_app.store.anchor import find_anchor, put_anchor
from crew_app.store.database import Store, transaction
from crew_app.store.feed import STATE_OF_STATUS, apply_feed, apply_resolved
from crew_app.store.forget import forget_before
from crew_app.store.incarnation import (
    begin_incarnation,
    find_digest,
    find_last_seq,
    gather_pending,
    read_incarnation,
    write_marker,
)
from crew_app.store.journal import drop_before
from crew_app.store.marks import show_again
from crew_app.store.mirror import put_pack
from crew_app.store.settings import find_setting, put_setting
from sync.clock import Anchor
from sync.device_log import Effects, StoredOp
from sync.exchange import OpResult
from sync.words import OpStatus

_log = logging.getLogger(__name__)
_REOPEN = (
    "update op set state = 'pending', status = null, n = null, reason = null, by_op = null, settled_ms = null "
    "where state <> 'pending' and "
)


class StoredLog:
    """Implements `sync.device_log.DeviceLog`."""

    def __init__(self, store: Store, marker_folder: Path) -> None:
        self._store, self._marker_folder = store, marker_folder
        self._connection = store.connection

    def current_inc(self) -> str:
        """See DeviceLog."""
        return read_incarnation(self._connection)

    def incarnations(self) -> tuple[str, ...]:
        """See DeviceLog."""
        rows = self._connection.execute(
            "select inc from incarnation i where age = (select max(age) from incarnation) "
            "or (not disputed and exists (select 1 from op where op.inc = i.inc)) order by age"
        )
        return tuple(row["inc"] for row in rows)

    def last_seq(self) -> int:
        """See DeviceLog."""
        return find_last_seq(self._connection)

    def count_pending(self) -> int:
        """See DeviceLog."""
        row = self._connection.execute("select count(*) from op where state = 'pending'").fetchone()
        return int(row[0])

    def pending_run(self, limit: int, largest: int) -> tuple[StoredOp, ...]:
        """See DeviceLog."""
        rows = self._connection.execute(
            "select seq, id, body, h from op where state = 'pending' and inc = ? order by seq limit ?",
            (self.current_inc(), limit),
        )
        run: list[StoredOp] = []
        size = 0
        for row in rows:
            size += len(row["body"])
            if run and (row["seq"] != run[-1].seq + 1 or size > largest):
                break
            run.append(StoredOp(row["seq"], row["id"], row["body"], row["h"]))
        return tuple(run)

    def digest_at(self, inc: str, seq: int) -> str | None:
        """See DeviceLog."""
        return find_digest(self._connection, inc, seq)

    def settled_through(self, inc: str) -> int:
        """See DeviceLog."""
        row = self._connection.execute(
            "select max(seq) from op where inc = ? and state <> 'pending'", (inc,)
        ).fetchone()
        return int(row[0] or 0)

    def cursor(self) -> str | None:
        """See DeviceLog."""
        kept: str | None = find_setting(self._store, "cursor")
        return kept

    def pack_on(self) -> date | None:
        """See DeviceLog."""
        kept = find_setting(self._store, "pack_on")
        return None if kept is None else date.fromisoformat(kept)

    def anchor(self) -> Anchor | None:
        """See DeviceLog."""
        return find_anchor(self._store)

    def apply(self, effects: Effects) -> None:
        """See DeviceLog. The marker follows the commit: killed in between, the next start begins yet another one."""
        with transaction(self._store) as connection:
            _apply_to_log(connection, effects)
            _apply_to_mirror(connection, effects)
            if effects.forget_before_ms is not None:
                forget_before(connection, effects.forget_before_ms)
        if effects.forget_before_ms is not None:
            self._forget_copies(effects.forget_before_ms)
        if effects.new_inc is not None:
            write_marker(self._store, self._marker_folder)

    def _forget_copies(self, before_ms: int) -> None:
        """Let old pieces of the second copy go too, but none of which an operation is still kept."""
        try:
            drop_before(self._store.folder, min(before_ms, self._oldest_kept_ms(before_ms)))
        except (OSError, sqlite3.Error):
            _log.warning("The second copy could not be thinned; it is tried again.", exc_info=True)

    def _oldest_kept_ms(self, otherwise: int) -> int:
        """By the wall clock, as the lines say it; of a text that is damaged, a day before the corrected time."""
        row = self._connection.execute(
            "select min(case when json_valid(body) then cast(json_extract(body, '$.time.wall_ms') as integer) "
            "else est_ms - 86400000 end) as ms from op"
        ).fetchone()
        return otherwise if row["ms"] is None else int(row["ms"])


def _apply_to_log(connection: sqlite3.Connection, effects: Effects) -> None:
    for result in effects.settled:
        _settle(connection, result, effects.settled_ms)
    for inc in effects.disputed:
        connection.execute("update incarnation set disputed = 1 where inc = ?", (inc,))
        connection.execute(f"{_REOPEN} inc = ?", (inc,))
    for requeue in effects.requeued:
        connection.execute(f"{_REOPEN} inc = ? and seq > ?", (requeue.inc, requeue.after_seq))
    if effects.new_inc is not None:
        begin_incarnation(connection, effects.new_inc)
    if effects.disputed or effects.requeued:
        gather_pending(connection)


def _apply_to_mirror(connection: sqlite3.Connection, effects: Effects) -> None:
    if effects.pack is not None:
        put_pack(connection, effects.pack)
        put_setting(connection, "pack_on", effects.pack_on and effects.pack_on.isoformat())
        for result in effects.pack.resolved:
            apply_resolved(connection, result)
    apply_feed(connection, effects.feed)
    for ent in _places_of(connection, effects.settled):
        show_again(connection, ent)
    if effects.cursor is not None:
        put_setting(connection, "cursor", effects.cursor)
    if effects.anchor is not None:
        put_anchor(connection, effects.anchor)


def _settle(connection: sqlite3.Connection, result: OpResult, settled_ms: int) -> None:
    connection.execute(
        "update op set state = ?, status = ?, n = ?, reason = ?, by_op = ?, settled_ms = ? "
        "where id = ? and state = 'pending'",
        (
            STATE_OF_STATUS[result.status],
            result.status,
            result.n,
            result.reason,
            result.by,
            settled_ms,
            result.id,
        ),
    )
    if result.status is OpStatus.REJECTED:  # a retraction that was refused took nothing back
        connection.execute("delete from retracted where by_op = ?", (result.id,))


def _places_of(connection: sqlite3.Connection, settled: Sequence[OpResult]) -> list[str]:
    """The places that the results speak of, each once: the screens wait for a commit that redraws."""
    places: dict[str, None] = {}
    for result in settled:
        row = connection.execute("select ent from op where id = ?", (result.id,)).fetchone()
        if row is not None:
            places[row["ent"]] = None
    return list(places)
