"""Every screen of the app by name, with its presenter. A new screen is a line here and one in `screens.rules`.

Both are imported when the screen is first wanted: the start waits for one screen, not for all.
"""

import importlib
from typing import Any, cast

from kivy.uix.screenmanager import Screen

from crew_app.presenters.handset import Handset
from crew_app.presenters.presenter import Presenter
from crew_app.screens.rules import is_loaded, load_screen

# name: the module under `screens` and `presenters`, and what its classes begin with.
SCREENS: dict[str, tuple[str, str]] = {
    "enrol": ("enrol", "Enrol"),
    "shift_start": ("shift_start", "ShiftStart"),
    "round": ("round", "Round"),
    "search": ("search", "Search"),
    "street": ("street", "Street"),
    "history": ("history", "History"),
    "correct": ("correct", "Correct"),
    "premises": ("premises", "Premises"),
    "not_collected": ("not_collected", "NotCollected"),
    "partly": ("partly", "Partly"),
    "outbox": ("outbox", "Outbox"),
    "shift_end": ("shift_end", "ShiftEnd"),
    "hand_over": ("hand_over", "HandOver"),
    "shift_over": ("shift_over", "ShiftOver"),
    "settings": ("settings", "Settings"),
    "lock": ("lock", "Lock"),
    "depot": ("depot", "Depot"),
    "camera": ("camera", "Camera"),
    "photos": ("photos", "Photos"),
    "returns": ("returns", "Returns"),
    "return": ("return_one", "Return"),
    "messages": ("messages", "Messages"),
    "message": ("message", "Message"),
    "map": ("map", "Map"),
    "position_kept": ("position_kept", "PositionKept"),
}


def make_screen(name: str) -> Screen:
    """The screen of that name, nothing shown on it yet."""
    module, stem = SCREENS[name]
    return getattr(load_screen(module), f"{stem}Screen")(name=name)


def make_presenter(name: str, handset: Handset) -> Presenter[Any]:
    """The presenter behind it. Not that of enrol, which the app makes: it needs the server's address."""
    module, stem = SCREENS[name]
    made = getattr(importlib.import_module(f"crew_app.presenters.{module}"), f"{stem}Presenter")
    return cast("Presenter[Any]", made(handset))


def is_ready(name: str) -> bool:
    """Whether its modules and rule are loaded."""
    module, _ = SCREENS[name]
    return is_loaded(module)


def make_ready(name: str) -> None:
    """Load its modules and rule, without making it."""
    module, _ = SCREENS[name]
    load_screen(module)
    importlib.import_module(f"crew_app.presenters.{module}")
