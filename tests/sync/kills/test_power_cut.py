"""The handheld's files at one instant, as a power cut leaves them: whole, and with all that was shown as saved.

The process is stopped while the files are copied, so the copy is of one instant, as a cut is. The index beside the log
(-shm) is left out in half of them: it is memory, and a cut takes it. Some end in the torn piece of a next commit.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crew_app.store.database import DATABASE_NAME, check, connect
from crew_app.store.incarnation import find_last_seq

pytestmark = pytest.mark.slow
CUTS = 25


def test_files_copied_while_taps_go_on_hold_all_that_was_shown(tmp_path: Path) -> None:
    chance, phone = random.Random(3), tmp_path / "phone"
    phone.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crew_app.store.tapping", phone, "on"], cwd=Path.cwd()
    )
    try:
        _wait_for_a_tap(phone)
        for number in range(CUTS):
            time.sleep(chance.uniform(0, 0.08))
            copy = tmp_path / f"cut-{number}"
            shown = _cut(process.pid, phone, copy, chance)
            _look(copy, shown)
    finally:
        process.kill()
        process.wait()


def _cut(pid: int, phone: Path, copy: Path, chance: random.Random) -> set[str]:
    """Copy the files of one instant; gives what had been shown by then."""
    copy.mkdir()
    os.kill(pid, signal.SIGSTOP)
    try:
        shown = set((phone / "shown").read_text().split())
        for ending in ("", "-wal", "-shm"):
            if ending != "-shm" or chance.random() < 0.5:
                shutil.copyfile(
                    phone / f"{DATABASE_NAME}{ending}", copy / f"{DATABASE_NAME}{ending}"
                )
    finally:
        os.kill(pid, signal.SIGCONT)
    if chance.random() < 0.5:
        with (copy / f"{DATABASE_NAME}-wal").open("ab") as log:
            log.write(chance.randbytes(chance.randrange(1, 6_000)))
    return shown


def _look(copy: Path, shown: set[str]) -> None:
    store = connect(copy)
    try:
        check(store)
        assert store.connection.execute("pragma integrity_check").fetchone()[0] == "ok"
        rows = store.connection.execute("select id, seq from op order by seq").fetchall()
        assert shown <= {row["id"] for row in rows}
        assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
        assert find_last_seq(store.connection) == len(rows)
    finally:
        store.close()


def _wait_for_a_tap(phone: Path) -> None:
    deadline = time.monotonic() + 60
    while not (phone / "shown").exists() or not (phone / "shown").read_text().strip():
        assert time.monotonic() < deadline, "the phone never tapped"
        time.sleep(0.02)
