"""A hand on the phone: finds what is on the screen, taps it with real touches, and counts frames, never seconds."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kivy.config import Config

Config.set("graphics", "width", "412")
Config.set("graphics", "height", "915")
Config.set("graphics", "multisamples", "0")

from kivy.base import EventLoop  # noqa: E402 - the size must be set before the window opens
from kivy.core.window import Window  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402
from kivy.uix.label import Label  # noqa: E402
from kivy.uix.recycleview import views  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402

from crew_app.app import CrewApp, Fittings  # noqa: E402
from crew_app.device.camera import Camera, NoCamera  # noqa: E402
from crew_app.device.clock import HandClock  # noqa: E402
from crew_app.device.gps import NoGps, ReplayGps  # noqa: E402
from tests.crew_app.phone import Counter  # noqa: E402
from tests.crew_app.sample import START_MS  # noqa: E402

gc.collect()
gc.freeze()  # what was loaded so far is there for good: a search after each app is of what the app made


class Hand:
    """Taps and looks. `taps` counts what the operative did."""

    def __init__(self, app: CrewApp, clock: HandClock) -> None:
        self.app, self.clock, self.taps = app, clock, 0
        self.frames(6)

    def frames(self, count: int) -> None:
        """Let so many frames be drawn."""
        for _ in range(count):
            EventLoop.idle()

    @property
    def screen(self) -> Widget:
        return self.app.root.current_screen

    @property
    def state(self) -> Any:
        return self.screen.state

    def at(self, name: str) -> Any:
        """The presenter of a screen."""
        return self.app.presenters[name]

    def tap(self, text: str) -> None:
        """Tap the key with this text."""
        self.touch(self.find_key(text))

    def tap_row(self, name: str, value: str) -> None:
        """Tap the row of a list whose field `name` is `value`."""
        self.touch(self.find_row(name, value))

    def touch(self, widget: Widget) -> None:
        """Put a finger on the middle of a widget and lift it again; a second and a half go by."""
        self.clock.pass_time(1_500)
        self.taps += 1
        x, y = widget.to_window(widget.center_x, widget.center_y)
        touch = UnitTestTouch(x, y)
        touch.touch_down()
        self.frames(1)
        touch.touch_up()
        self.frames(4)

    def find_key(self, text: str) -> Widget:
        """The key with this text that can be seen and is not off."""
        found = [w for w in self.walk() if getattr(w, "text", None) == text and hasattr(w, "look")]
        seen = [w for w in found if not w.disabled and w.width > 1 and w.height > 1]
        assert len(seen) == 1, f"{len(seen)} keys say {text!r}"
        return seen[0]

    def find_row(self, name: str, value: str) -> Widget:
        """The row whose field `name` is `value`."""
        rows = [w for w in self.walk() if getattr(getattr(w, "row", None), name, None) == value]
        assert len(rows) == 1, f"{len(rows)} rows have {name} {value!r}"
        return rows[0]

    def walk(self) -> list[Widget]:
        """Every widget of the screen."""
        return list(self.screen.walk())

    def texts(self) -> list[str]:
        """Every text on the screen."""
        return [w.text for w in self.walk() if isinstance(w, Label) and w.text and w.width > 1]


@contextmanager
def take_in_hand(
    folder: Path,
    server_url: str | None = None,
    camera: Camera | None = None,
    *,
    palette: str = "day",
    scale: float = 1.0,
    track: Sequence[tuple[int, int, int, int]] = (),
) -> Iterator[Hand]:
    """The app on this folder in the window, until the block ends. With a server its worker runs too.

    track: what the receiver plays once a shift is on.
    """
    clock = HandClock(START_MS)
    app = CrewApp(
        Fittings(
            folder=folder,
            marker_folder=folder / "no-backup",
            server_url=server_url or "http://server",
            clock=clock,
            gps=ReplayGps(tuple(track), clock) if track else NoGps(),
            draw=Counter(),
            palette=palette,
            scale=scale,
            is_online=server_url is not None,
            camera=camera or NoCamera(),
        )
    )
    EventLoop.ensure_window()
    app.root = app.build()
    Window.add_widget(app.root)
    app.on_start()
    try:
        yield Hand(app, clock)
    finally:
        Window.remove_widget(app.root)
        app.on_stop()
        app.store.close()
        _forget_dead_apps()


def _forget_dead_apps() -> None:
    """Kivy keeps every row that is not shown for the next list, and a row holds on to its app.

    So all apps of a test run stayed, and each new look dressed the dead ones, too.
    """
    views._cached_views.clear()
    views._cache_count = 0
    gc.collect()
