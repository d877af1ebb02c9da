"""From the start of a cold process to the usable list of a round of 300 streets and 2,500 premises; frames; memory."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.bench.big_round import PREMISES, STREETS, make_big_phone
from tests.bench.test_long_device import quantile

pytestmark = [pytest.mark.window, pytest.mark.slow]
STARTS = 4
FRAME_MS = 33.0
MOST_FRAMES = 320
FRAME_KINDS = {
    "wall_ms": "to its last pixel",
    "own_ms": "the app's own work",
    "cpu_ms": "processor time of all threads, Mesa's too",
}


def test_a_cold_start_with_a_large_round(tmp_path: Path) -> None:
    phone = make_big_phone(tmp_path / "phone")
    counts = [
        phone.store.connection.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608
        for table in ("street", "premises")
    ]
    phone.store.close()
    assert counts == [STREETS, PREMISES]
    runs = [_start(tmp_path) for _ in range(STARTS + 1)][1:]  # the first one compiles the code
    looked = _start(tmp_path, MOST_FRAMES)
    bare = [_start_kivy(tmp_path) for _ in range(STARTS)]
    print(f"\n{counts[0]} streets, {counts[1]} premises, {STARTS} starts")
    _show_all("start to the first frame with the list, s", [run["wall_s"] for run in runs])
    _show_all("  of it processor time of this process, s", [run["cpu_s"] for run in runs])
    _show_all("  an empty Kivy window beside it, s", bare)
    _show_all("memory then, MB", [run["memory_mb"] for run in runs])
    print(f"memory after scrolling: {looked['memory_after_mb']:.0f} MB")
    for name in ("round", "street"):
        _show_frames(name, looked[name])
    assert looked["round"]["rows"] == STREETS - 1  # the next one is the card below
    assert looked["street"]["rows"] == 120


def _start(folder: Path, frames: int = 0) -> dict[str, Any]:
    asked = (str(folder / "phone"), repr(time.time()), str(frames))
    said = _run(folder, "-m", "tests.bench.cold_app", *asked)
    line = next(line for line in said.splitlines() if line.startswith("MEASURED "))
    measured: dict[str, Any] = json.loads(line.removeprefix("MEASURED "))
    return measured


def _start_kivy(folder: Path) -> float:
    began = time.time()
    _run(folder, "-c", "from kivy.core.window import Window; from kivy.base import EventLoop")
    return time.time() - began


def _run(folder: Path, *arguments: str) -> str:
    environ = os.environ | {
        "SDL_VIDEODRIVER": "offscreen",
        "KIVY_NO_ARGS": "1",
        "PYTHONPYCACHEPREFIX": str(
            folder / "compiled"
        ),  # a phone's app is compiled when it is built
        "PYTHONDONTWRITEBYTECODE": "",
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return done.stdout


def _show_all(what: str, values: list[float]) -> None:
    print(f"{what}: {median(values):.2f} [{min(values):.2f}-{max(values):.2f}]")


def _show_frames(name: str, looked: dict[str, Any]) -> None:
    for kind, what in FRAME_KINDS.items():
        frames = looked[kind]
        over = sum(ms > FRAME_MS for ms in frames)
        print(
            f"scrolling a {name}, {what}: {len(frames)} frames, p50 {quantile(frames, 0.5):.1f} ms, "
            f"p99 {quantile(frames, 0.99):.1f} ms, most {max(frames):.1f} ms, {over} over {FRAME_MS:.0f} ms"
        )
