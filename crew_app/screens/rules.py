"""Loads every widget and every rule of kv, once, widgets before screens. Importing this opens no file."""

import importlib
from pathlib import Path

from kivy.lang import Builder

# Named, not globbed: the order matters, and a packager sees what is needed.
_WIDGETS = (
    "row_list",
    "key",
    "badge",
    "head",
    "undo_bar",
    "note_card",
    "tabs",
    "tile",
    "count_keys",
    "status_disc",
    "tools",
)
_SCREENS = (
    "rows",
    "enrol",
    "shift_start",
    "round",
    "search",
    "street",
    "premises",
    "not_collected",
    "partly",
    "outbox",
    "shift_end",
)
_WITHOUT_RULES = ("icon", "words", "shares_bar")
_HERE = Path(__file__).parent
_loaded: set[Path] = set()


def load_rules() -> None:
    """Make every widget known to kv and load every rule that is not loaded yet."""
    for name in (*_WITHOUT_RULES, *_WIDGETS):
        importlib.import_module(f"crew_app.screens.widgets.{name}")
    for name in _SCREENS:
        importlib.import_module(f"crew_app.screens.{name}")
    paths = [_HERE / "widgets" / f"{name}.kv" for name in _WIDGETS]
    paths += [_HERE / f"{name}.kv" for name in _SCREENS]
    for path in paths:
        if path not in _loaded:
            Builder.load_file(str(path))
            _loaded.add(path)
