"""The app in a process of its own, for `test_long_start`: `... cold_app FOLDER BEGAN FRAMES`. Prints JSON.

BEGAN: the wall clock (s) just before the process was started. FRAMES: how many to scroll, at most. The window is drawn
offscreen by Mesa, in software.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEP_PX = 80  # a frame: a hard fling, near 5,000 px/s


def main(folder: Path, began: float, frames: int) -> None:
    """Start as `crew_app.__main__` does, wait for the list, scroll the round and a street, print and end."""
    from crew_app import __main__ as started  # noqa: PLC0415 - all of it counts

    started._size_window("412x915")
    from kivy.config import Config  # noqa: PLC0415

    Config.set("graphics", "maxfps", "0")
    from crew_app.app import CrewApp, Fittings  # noqa: PLC0415
    from crew_app.device.clock import HandClock  # noqa: PLC0415
    from crew_app.device.gps import NoGps  # noqa: PLC0415
    from tests.crew_app.sample import START_MS  # noqa: PLC0415

    app = CrewApp(
        Fittings(folder, folder / "no-backup", "http://127.0.0.1:9", HandClock(START_MS), NoGps())
    )
    measured: dict[str, Any] = {}

    def look(*_: object) -> None:
        if not measured and _rows_seen(app) > 0:
            measured["wall_s"] = time.time() - began
            measured["cpu_s"] = time.process_time()
            measured["memory_mb"] = _memory_mb()

    app.bind(on_start=lambda *_: _window().bind(on_flip=look))
    app._run_prepare()
    while not measured:
        _frame()
    if frames:
        _look_through(app, frames, measured)
    print("MEASURED " + json.dumps(measured))
    app.stop()


def _look_through(app: Any, frames: int, measured: dict[str, Any]) -> None:
    """The round to its end, then its largest street."""
    _rest(3.0)
    measured["round"] = _scroll(app, frames)
    app.presenters["round"].open(_largest_street(app))
    _rest(1.0)
    measured["street"] = _scroll(app, frames)
    measured["memory_after_mb"] = _memory_mb()


def _rest(seconds: float) -> None:
    """Somebody looks at the screen before it is scrolled; what the app makes ready meanwhile is not measured."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        _frame()
        time.sleep(0.01)


def _frame() -> None:
    from kivy.base import EventLoop  # noqa: PLC0415

    EventLoop.idle()


def _window() -> Any:
    from kivy.core.window import Window  # noqa: PLC0415

    return Window


def _list_of(app: Any) -> Any:
    from crew_app.screens.widgets.row_list import RowList  # noqa: PLC0415

    found = [one for one in app.root.current_screen.walk() if isinstance(one, RowList)]
    return found[0] if found else None


def _rows_seen(app: Any) -> int:
    rows = _list_of(app)
    return len(rows.layout_manager.children) if rows is not None else 0


def _largest_street(app: Any) -> str:
    row = app.store.connection.execute(
        "select usrn from street order by premises_count desc limit 1"
    ).fetchone()
    return str(row["usrn"])


def _scroll(app: Any, frames: int) -> dict[str, Any]:
    """Down to the end of the list, frame by frame, each waited for to its last pixel."""
    rows = _list_of(app)
    spent: dict[str, list[float]] = {"wall_ms": [], "own_ms": [], "cpu_ms": []}
    _finish()
    for _ in range(frames):
        app._on_motion()  # the finger that scrolls
        room = max(1.0, rows.viewport_size[1] - rows.height)
        rows.scroll_y = max(0.0, rows.scroll_y - STEP_PX / room)
        for name, seconds in _timed(_frame).items():
            spent[name].append(seconds * 1e3)
        if rows.scroll_y == 0.0:
            break
    return {"rows": len(rows.data), **spent}


def _timed(act: Callable[[], None]) -> dict[str, float]:
    """Seconds to the last pixel by the clock; of this thread's own work; of all threads: Mesa draws on its own."""
    began, own, cpu = time.perf_counter(), time.thread_time(), time.process_time()
    act()
    own = time.thread_time() - own
    _finish()
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {"wall_ms": wall, "own_ms": own, "cpu_ms": cpu}


def _finish() -> None:
    from kivy.graphics.opengl import glFinish  # noqa: PLC0415

    glFinish()


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
