"""A phone killed with -9: what a screen was shown is on the storage, whole and in order."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crew_app.store.database import check, connect
from crew_app.store.incarnation import find_last_seq
from crew_app.store.journal import list_ids

KILLS = 12


def start(folder: Path, how: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.crew_app.store.tapping", folder, how])


def shown_to_the_operative(folder: Path) -> list[str]:
    return [line for line in (folder / "shown").read_text().splitlines() if line]


def completed_streets(folder: Path) -> int:
    store = connect(folder)
    row = store.connection.execute("select count(*) from mark where outcome = 'completed'")
    return int(row.fetchone()[0])


def test_a_tap_killed_before_its_commit_was_not_shown_and_is_not_there(tmp_path: Path) -> None:
    assert start(tmp_path, "at_commit").wait(30) == -signal.SIGKILL
    assert len(set(shown_to_the_operative(tmp_path))) == 2
    assert completed_streets(tmp_path) == 2


def test_a_tap_is_durable_before_the_colour_changes(tmp_path: Path) -> None:
    assert start(tmp_path, "at_screen").wait(30) == -signal.SIGKILL
    assert len(set(shown_to_the_operative(tmp_path))) == 2
    assert completed_streets(tmp_path) == 3


@pytest.mark.slow
def test_whatever_was_shown_survives_any_number_of_kills(tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(KILLS):
        process = start(tmp_path, "on")
        _wait_for_a_tap(tmp_path)
        time.sleep(chance.uniform(0.0, 0.15))
        process.kill()
        process.wait()
    store = connect(tmp_path)
    check(store)
    rows = store.connection.execute("select id, seq, inc from op order by seq").fetchall()
    assert set(shown_to_the_operative(tmp_path)) <= {row["id"] for row in rows}
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert len({row["inc"] for row in rows}) == 1
    assert find_last_seq(store.connection) == len(rows)
    # at most the one operation that a kill caught between its commit and its line is missing there
    assert len({row["id"] for row in rows} - list_ids(tmp_path)) <= 1


def _wait_for_a_tap(folder: Path) -> None:
    before = len(shown_to_the_operative(folder)) if (folder / "shown").exists() else 0
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if (folder / "shown").exists() and len(shown_to_the_operative(folder)) > before:
            return
        time.sleep(0.01)
    raise AssertionError("the phone never tapped")
