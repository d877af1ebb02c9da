"""Saves what was not sent to a file that can be carried to the server, and drops nothing: it waits here too."""

import os
from dataclasses import dataclass
from pathlib import Path

from crew_app.store.database import Store
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import KeptEnrolment
from sync.device_log import StoredOp
from sync.exchange import SentAt
from sync.ops import CapturedTime
from sync.unsent import Unsent, encode_unsent, head_of_file


@dataclass(frozen=True, slots=True)
class SavedFile:
    """The file, and how many records are in it."""

    path: Path
    ops: int


def save_unsent(
    store: Store, folder: Path, enrolment: KeptEnrolment, now: CapturedTime
) -> SavedFile:
    """Write the file and wait until it is on the storage. Raises OSError."""
    log = StoredLog(store, store.folder)  # only read here
    ops = _list_pending(store, log.current_inc())
    head = head_of_file(log, SentAt(now.est_ms, now.quality))
    data = encode_unsent(Unsent(enrolment.device, head, ops), enrolment.secret)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"roundbook-unsent-{enrolment.device[:8]}-{head.last_seq}.json"
    _write(path, data)
    return SavedFile(path, len(ops))


def _list_pending(store: Store, inc: str) -> tuple[StoredOp, ...]:
    rows = store.connection.execute(
        "select seq, id, body, h from op where state = 'pending' and inc = ? order by seq", (inc,)
    )
    return tuple(StoredOp(row["seq"], row["id"], row["body"], row["h"]) for row in rows)


def _write(path: Path, data: bytes) -> None:
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
