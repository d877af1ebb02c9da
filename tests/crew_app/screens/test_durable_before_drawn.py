"""A street's colour never changes before its record is on the storage: the real window, killed at that instant."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crew_app.store.database import connect
from crew_app.store.opening import open_store
from tests.crew_app.sample import usrn_of
from tests.database import ROOT

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand

pytestmark = pytest.mark.window

PATIENCE_S = 300


def kill_at(folder: Path, how: str) -> tuple[list[str], set[str]]:
    """The streets drawn as completed by a phone that was killed, and those on its storage when it starts again."""
    command = [sys.executable, "-m", "tests.crew_app.screens.dying", str(folder), how]
    ended = subprocess.run(
        command, cwd=ROOT, check=False, timeout=PATIENCE_S, capture_output=True, text=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr[-2000:]
    drawn = (folder / "drawn").read_text().splitlines()[-1].split()
    store = open_store(folder, folder / "no-backup", lambda: "00000009-0000-4000-8000-000000000000")
    rows = store.store.connection.execute("select usrn from mark where outcome = 'completed'")
    kept = {str(row["usrn"]) for row in rows}
    store.store.close()
    return drawn, kept


def test_killed_before_the_commit_nothing_was_drawn_and_nothing_is_kept(tmp_path: Path) -> None:
    drawn, kept = kill_at(tmp_path, "before_commit")
    assert drawn == [usrn_of(1), usrn_of(2)]
    assert kept == {usrn_of(1), usrn_of(2)}


def test_killed_between_the_commit_and_the_colour_the_record_is_kept(tmp_path: Path) -> None:
    drawn, kept = kill_at(tmp_path, "after_commit")
    assert drawn == [usrn_of(1), usrn_of(2)], "the third was not drawn yet"
    assert kept == {usrn_of(1), usrn_of(2), usrn_of(3)}


def test_killed_as_the_colour_changes_the_record_is_kept(tmp_path: Path) -> None:
    drawn, kept = kill_at(tmp_path, "colour")
    assert drawn == [usrn_of(1), usrn_of(2)]
    assert kept == {usrn_of(1), usrn_of(2), usrn_of(3)}


def test_whatever_is_drawn_another_process_already_reads(round_hand: "Hand") -> None:
    """Every state that reaches the screen is compared with what a second connection reads at that instant."""
    reader = connect(round_hand.app.fittings.folder)
    seen: list[tuple[int, int]] = []

    def compare(_screen: Any, state: Any) -> None:
        row = reader.connection.execute(
            "select count(*) as streets from mark where uprn is null"
        ).fetchone()
        seen.append((sum(state.shares[:3]), int(row["streets"])))

    round_hand.screen.fbind("state", compare)
    for _ in range(3):
        round_hand.tap("Completed")
    round_hand.tap("Undo")
    reader.close()
    assert [drawn for drawn, _ in seen] == [1, 2, 3, 2]
    assert all(drawn == kept for drawn, kept in seen)
