"""The phone's own store as a simulated handset's disk: SQLite in a folder, with its marker and its second copy."""

import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

from crew_app.store.database import DATABASE_NAME, Store
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import KeptEnrolment
from crew_app.store.incarnation import MARKER_NAME, settle_incarnation
from crew_app.store.opening import open_store
from crew_app.store.ops import Capture, append_op
from crew_app.store.problems import StoreFullError
from crew_app.store.unsent import save_unsent
from sync.clock import Reading, corrected_time
from sync.device_log import Effects
from sync.digest import EMPTY_DIGEST
from sync.ops import CapturedTime, OpData, Retraction, ShiftEnded, Visit
from sync.words import Outcome, Reason
from tests.sync.sim.disk import DiskFullError, Held, Shown
from tests.sync.sim.ground import ON, Draft, ent_of
from tests.sync.sim.handset import new_id

PLENTY_OF_PAGES = 1 << 20


@dataclass(slots=True)
class Shelf:
    """Where the folders of one world's disks are made, one after another."""

    root: Path
    rng: Random
    numbers: "count[int]" = field(default_factory=count)
    open: list[Store] = field(default_factory=list)

    def new_folder(self) -> Path:
        """A folder that was not there."""
        folder = self.root / f"disk-{next(self.numbers)}"
        folder.mkdir(parents=True)
        return folder

    def close(self) -> None:
        """Close every database."""
        for store in self.open:
            store.close()


class SqliteDisk:
    """Implements `tests.sync.sim.disk.Disk`."""

    def __init__(self, shelf: Shelf, folder: Path, inc: str) -> None:
        self._shelf, self._folder = shelf, folder
        self._marker = folder / "no-backup"
        self._store = open_store(folder, self._marker, lambda: inc).store
        shelf.open.append(self._store)
        self._log = StoredLog(self._store, self._marker)
        self._is_full = False

    @property
    def log(self) -> StoredLog:
        """See Disk."""
        return self._log

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another page."""
        return self._is_full

    @is_full.setter
    def is_full(self, full: bool) -> None:
        self._is_full = full
        pages = self._store.connection.execute("pragma page_count").fetchone()[0]
        most = pages if full else PLENTY_OF_PAGES
        self._store.connection.execute(f"pragma max_page_count = {most}")

    def record(self, draft: Draft, op_id: str, reading: Reading, squad: str) -> None:
        """See Disk."""
        time = _captured(self._log, reading)
        try:
            append_op(self._store, Capture(op_id, ent_of(draft), _data_of(draft), time, squad))
        except StoreFullError as error:
            raise DiskFullError from error

    def apply(self, effects: Effects) -> None:
        """See Disk."""
        try:
            self._log.apply(effects)
        except StoreFullError as error:
            raise DiskFullError from error

    def adopt(self, inc: str) -> None:
        """See Disk. As the app does at its start, when the marker does not go with the database."""
        (self._marker / MARKER_NAME).write_text("of another phone", encoding="ascii")
        settle_incarnation(self._store, self._marker, lambda: inc)

    def copy(self) -> "SqliteDisk":
        """See Disk."""
        folder = self._shelf.new_folder()
        with sqlite3.connect(folder / DATABASE_NAME) as twin:
            self._store.connection.backup(twin)
        twin.close()
        shutil.copytree(self._marker, folder / "no-backup")
        return SqliteDisk(self._shelf, folder, new_id(self._shelf.rng))

    def list_held(self) -> Iterable[Held]:
        """See Disk."""
        rows = self._store.connection.execute(
            "select id, inc, seq, state, status from op order by pos"
        )
        return [
            Held(row["id"], row["inc"], row["seq"], row["state"] != "pending", row["status"] or "")
            for row in rows
        ]

    def save_file(self, device: str, secret: str, reading: Reading) -> bytes:
        """See Disk."""
        enrolment = KeptEnrolment("", device, secret, "", "")
        time = _captured(self._log, reading)
        return save_unsent(self._store, self._folder / "files", enrolment, time).path.read_bytes()

    def list_visits(self) -> list[tuple[str, str]]:
        """See Disk."""
        rows = self._store.connection.execute(
            "select id, ent from op where ent like '%/%' order by pos"
        )
        return [(row["id"], row["ent"]) for row in rows]

    def mirror(self) -> dict[str, Shown]:
        """See Disk."""
        rows = self._store.connection.execute("select * from server_mark")
        return {
            row["ent"]: Shown(row["op_id"], row["outcome"], bool(row["contested"])) for row in rows
        }


def _captured(log: StoredLog, reading: Reading) -> CapturedTime:
    est_ms, quality = corrected_time(
        log.anchor(), reading.wall_ms, reading.boot_ms, reading.boot_id
    )
    return CapturedTime(reading.wall_ms, reading.boot_ms, reading.boot_id, est_ms, quality)


def _data_of(draft: Draft) -> OpData:
    if draft.target is not None:
        return Retraction(draft.target)
    if draft.kind == "shift_ended":
        return ShiftEnded(draft.round_id, ON, 0, 0, EMPTY_DIGEST)
    outcome = Outcome(draft.outcome)
    reason = Reason.PARKED_VEHICLES if outcome is Outcome.NOT_COLLECTED else None
    return Visit(draft.round_id, ON, draft.usrn, outcome, reason, note=draft.note)
