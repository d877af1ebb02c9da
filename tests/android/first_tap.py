"""Runs on the phone's packages alone, from the files that the package holds: one street completed by a touch.

`python first_tap.py PACKED DATA NOW_MS COLLECTION`: the app of PACKED on the store in DATA. Prints what was
recorded. It stands alone: nothing of the tests or of the server can be imported where it runs.
"""

import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

os.environ.update(SDL_VIDEODRIVER="offscreen", KIVY_NO_ARGS="1", KIVY_NO_FILELOG="1")
FRAMES = 6
SIZE = (412, 915)


def main(packed: Path, data: Path, now_ms: int, collection: str) -> None:
    """Open the app, start the shift, complete the first street, and say what the log holds."""
    sys.path.insert(0, str(packed))
    from kivy.config import Config  # noqa: PLC0415 - opens the window

    for side, length in zip(("width", "height"), SIZE, strict=True):
        Config.set("graphics", side, str(length))
    from kivy.base import EventLoop  # noqa: PLC0415
    from kivy.core.window import Window  # noqa: PLC0415

    from crew_app.app import CrewApp, Fittings  # noqa: PLC0415
    from crew_app.device.clock import HandClock  # noqa: PLC0415
    from crew_app.device.gps import NoGps  # noqa: PLC0415

    app: Any = CrewApp(
        Fittings(
            data, data / "no-backup", "http://server", HandClock(now_ms), NoGps(), is_online=False
        )
    )
    EventLoop.ensure_window()
    app.root = app.build()
    Window.add_widget(app.root)
    app.on_start()
    for language in ("pl", "en"):  # the catalogues are in the package
        app.presenters["shift_start"].handset.go(_place("settings"))
        app.presenters["settings"].choose("language", language)
        print(app.presenters["settings"].state.title)  # noqa: T201 - the test reads it
    app.go(_place("shift_start"))
    app.presenters["shift_start"].choose(collection)
    _frames(EventLoop)
    for word in ("Start shift", "Completed"):
        _tap(EventLoop, app, word)
    app.on_stop()
    app.store.close()
    database = sqlite3.connect(data / "roundbook.db")
    print(json.dumps([row[0] for row in database.execute("select kind from op order by pos")]))  # noqa: T201


def _place(screen: str) -> Any:
    from crew_app.presenters.handset import Place  # noqa: PLC0415

    return Place(screen)


def _frames(loop: Any) -> None:
    for _ in range(FRAMES):
        loop.idle()


def _tap(loop: Any, app: Any, word: str) -> None:
    """A finger on the key with this word, through Kivy's own way of handing touches on."""
    from kivy.input.providers.mouse import MouseMotionEvent  # noqa: PLC0415

    key = next(
        w
        for w in app.root.current_screen.walk()
        if getattr(w, "text", "") == word and hasattr(w, "look") and w.width > 1 and not w.disabled
    )
    x, y = key.to_window(*key.center)
    place = [x / SIZE[0], y / SIZE[1], "left"]
    touch = MouseMotionEvent("mouse", word, place, is_touch=True, type_id="touch")
    for kind in ("begin", "end"):
        loop.post_dispatch_input(kind, touch)
        _frames(loop)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
