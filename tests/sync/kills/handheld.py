"""A squad's handheld in a process of its own that records and sends until it is killed.

`python -m tests.sync.kills.handheld FOLDER URL SEED DIES_AFTER`: the product's store, recording and worker. Before
anything would be shown as saved its id is on the storage in FOLDER/shown, and each result of an answer in
FOLDER/answered before the store hears of it. DIES_AFTER: it kills itself at that statement to SQLite; 0: never.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import threading
import time
import uuid
from datetime import date
from pathlib import Path

from crew_app.bell import Bell
from crew_app.device.clock import SystemClock
from crew_app.device.gps import NoGps
from crew_app.net.transport import Answer, Asked, HttpTransport
from crew_app.presenters.handset import Handset
from crew_app.presenters.recording import record_shift, record_visit, take_back
from crew_app.store.database import Store, connect
from crew_app.store.device_log import StoredLog
from crew_app.store.opening import open_store
from crew_app.worker import Line, work
from sync.exchange import decode_reply
from sync.ops import Op, ShiftStarted, Visit
from sync.words import Outcome, Reason
from tests.sync.kills.places import ROUND_ID, UPRNS, USRNS

LONGEST_PAUSE_S = 0.1


class NotingTransport:
    """Carries requests as the product does, and writes down what each answer named before it is handed on."""

    def __init__(self, url: str, folder: Path) -> None:
        self._inner = HttpTransport(url, connect_s=2.0, read_s=20.0)
        self._answered = _open_journal(folder / "answered")

    def send(self, asked: Asked) -> Answer:
        """See Transport."""
        answer = self._inner.send(asked)
        if answer.status == 200 and asked.path in ("/v1/exchange", "/v1/opaque"):
            results = decode_reply(answer.body).results
            lines = [json.dumps([one.id, one.status.value, one.n]) for one in results]
            _write(self._answered, "".join(f"{line}\n" for line in lines))
        return answer

    def close(self) -> None:
        """Let the connection go."""
        self._inner.close()


def line_of(store: Store, folder: Path, url: str) -> Line:
    """What the worker of this handheld needs."""
    log = StoredLog(store, folder / "no-backup")
    return Line(store, log, NotingTransport(url, folder), SystemClock(), os.urandom)


def main(folder: Path, url: str, seed: int, dies_after: int) -> None:
    """Record and send until killed."""
    count_down = CountDown(dies_after)
    store = open_store(folder, folder / "no-backup", lambda: str(uuid.uuid4())).store
    count_down.watch(store.connection)
    bell = Bell()
    handset = Handset(
        store, SystemClock(), NoGps(), os.urandom, lambda _: None, bell.ring, bell.hurry
    )

    def open_line() -> Line:
        line = line_of(connect(folder), folder, url)
        count_down.watch(line.store.connection)
        return line

    threading.Thread(target=work, args=(open_line, bell, "kills"), daemon=True).start()
    _tap_on(handset, _open_journal(folder / "shown"), random.Random(seed))


class CountDown:
    """Kills this process at a given statement, on whichever thread it falls."""

    def __init__(self, statements: int) -> None:
        self._left = statements

    def watch(self, connection: sqlite3.Connection) -> None:
        """Count the statements of this connection too."""
        if self._left:
            connection.set_trace_callback(self._count)

    def _count(self, _statement: str) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _tap_on(handset: Handset, shown: int, rng: random.Random) -> None:
    on = date.fromisoformat(os.environ["KILLS_ON"])
    last: Op | None = None
    while True:
        op = _record(handset, rng, on, last)
        if op is not None:
            _write(shown, f"{op.id}\n")
            last = op
        if rng.random() < 0.15:
            handset.hurry()
        time.sleep(rng.uniform(0, LONGEST_PAUSE_S))


def _record(handset: Handset, rng: random.Random, on: date, last: Op | None) -> Op | None:
    drawn = rng.random()
    if drawn < 0.02:
        return record_shift(handset, ShiftStarted(ROUND_ID, on, 3))
    if drawn < 0.12 and last is not None and isinstance(last.data, Visit):
        return take_back(handset, last.id)
    uprn = rng.choice(list(UPRNS)) if drawn < 0.4 else None
    usrn = UPRNS[uprn] if uprn else rng.choice(USRNS)
    if drawn < 0.6:
        reason = Reason.NOT_OUT if uprn else Reason.PARKED_VEHICLES
        visit = Visit(ROUND_ID, on, usrn, Outcome.NOT_COLLECTED, reason, uprn=uprn)
    else:
        visit = Visit(ROUND_ID, on, usrn, Outcome.COMPLETED)
    return record_visit(handset, visit)


def _open_journal(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def _write(journal: int, text: str) -> None:
    os.write(journal, text.encode())
    os.fsync(journal)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
