"""A phone killed with -9 between shot and record: every photo a screen showed as kept is there, whole and named."""

import random
import subprocess
import sys
import time
from pathlib import Path

from crew_app.store.database import Store, check, connect
from crew_app.store.photo_files import is_intact
from sync.wire import op_of_body
from tests.crew_app.scenes import make_scene
from tests.pictures import make_jpeg

KILLS = 6


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.crew_app.store.snapping", folder])


def list_shown(folder: Path) -> list[str]:
    path = folder / "shown"
    return [line for line in path.read_text().splitlines() if line] if path.exists() else []


def list_named(store: Store) -> set[str]:
    rows = store.connection.execute("select body, seq from op").fetchall()
    return {photo.sha256 for row in rows for photo in op_of_body(row["body"], row["seq"]).photos}


def test_whatever_was_shown_as_kept_survives_any_number_of_kills(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    for seed in range(40):  # each another photo
        picture = make_scene(seed).resize((300, 400))
        (tmp_path / "pictures" / f"{seed:02d}.jpg").write_bytes(make_jpeg(picture, noted=True))
    chance = random.Random(5)
    for _ in range(KILLS):
        process, before = start(tmp_path), len(list_shown(tmp_path))
        _wait_for_photos(tmp_path, before + 3)
        time.sleep(chance.uniform(0.0, 0.1))
        process.kill()
        process.wait()
    store = connect(tmp_path)
    check(store)
    shown, named = set(list_shown(tmp_path)), list_named(store)
    assert shown
    assert shown <= named
    assert all(is_intact(store, sha256) for sha256 in named)
    rows = store.connection.execute("select sha256 from photo").fetchall()
    assert {row["sha256"] for row in rows} == named


def _wait_for_photos(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if len(list_shown(folder)) >= count:
            return
        time.sleep(0.01)
    raise AssertionError("no photo was shown")
