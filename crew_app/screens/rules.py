"""Loads widgets and rules of kv, each once, widgets before screens; a screen's own when it is first wanted.

Importing this opens no file. Nobody waits at the start for a screen that is not shown.
"""

import importlib
from pathlib import Path
from types import ModuleType

from kivy.lang import Builder

# Named, not globbed: the order matters, and a packager sees what is needed.
_WIDGETS = (
    "words",
    "prompt",
    "row_list",
    "key",
    "photo_key",
    "badge",
    "head",
    "undo_bar",
    "note_card",
    "tabs",
    "tile",
    "count_keys",
    "status_disc",
    "tools",
    "standing_card",
    "hint_bar",
)
_SCREENS = (
    "rows",
    "enrol",
    "shift_start",
    "round",
    "search",
    "street",
    "history",
    "correct",
    "premises",
    "not_collected",
    "partly",
    "outbox",
    "shift_end",
    "hand_over",
    "shift_over",
    "settings",
    "lock",
    "depot",
    "camera",
    "photos",
    "returns",
    "return_one",
    "messages",
    "message",
    "map",
    "position_kept",
)
_WITHOUT_RULES = ("hand_row", "icon", "photo_picture", "plated", "shares_bar")
_HERE = Path(__file__).parent
_loaded: set[Path] = set()


def load_shared_rules() -> None:
    """Make every widget known to kv, and the rows of the lists."""
    for name in (*_WITHOUT_RULES, *_WIDGETS):
        importlib.import_module(f"crew_app.screens.widgets.{name}")
    for name in _WIDGETS:
        _load(_HERE / "widgets" / f"{name}.kv")
    load_screen("rows")


def load_screen(name: str) -> ModuleType:
    """The module of a screen, its rule loaded."""
    if name not in _SCREENS:
        raise ValueError(f"not in the list of screens: {name}")
    module = importlib.import_module(f"crew_app.screens.{name}")
    _load(_HERE / f"{name}.kv")
    return module


def is_loaded(name: str) -> bool:
    """Whether the rule of a screen is loaded."""
    return _HERE / f"{name}.kv" in _loaded


def _load(path: Path) -> None:
    if path not in _loaded:
        Builder.load_file(str(path))
        _loaded.add(path)
