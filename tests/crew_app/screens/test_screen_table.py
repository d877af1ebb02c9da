"""Screens are loaded when they are first wanted: each stands on what all share and on its own, on no other."""

import re
from pathlib import Path

import pytest

SCREENS = Path(__file__).parents[3] / "crew_app" / "screens"
TABLE = (SCREENS.parent / "screen_table.py").read_text()
ENTRIES = re.findall(r'^    "(\w+)": \("(\w+)", "(\w+)"\),$', TABLE, re.MULTILINE)
MODULES = sorted({module for _, module, _ in ENTRIES})


def test_the_table_is_read() -> None:
    assert len(ENTRIES) > 20


@pytest.mark.parametrize(("name", "module", "stem"), ENTRIES, ids=[entry[0] for entry in ENTRIES])
def test_a_screen_and_its_presenter_are_where_the_table_says(
    name: str, module: str, stem: str
) -> None:
    assert f"class {stem}Screen(" in (SCREENS / f"{module}.py").read_text(), name
    presenter = SCREENS.parent / "presenters" / f"{module}.py"
    assert f"class {stem}Presenter(" in presenter.read_text(), name


@pytest.mark.parametrize("module", MODULES)
def test_a_screen_uses_nothing_that_another_screen_brings(module: str) -> None:
    rule = (SCREENS / f"{module}.kv").read_text()
    others = {name for other in MODULES if other != module for name in _brought_by(other)}
    used = set(re.findall(r"^\s+([A-Z]\w+):", rule, re.MULTILINE))
    used |= set(re.findall(r"viewclass: '(\w+)'", rule))
    assert used & (others - _brought_by(module)) == set()


def _brought_by(module: str) -> set[str]:
    classes = re.findall(r"^class (\w+)\(", (SCREENS / f"{module}.py").read_text(), re.MULTILINE)
    rules = re.findall(r"^<(\w+)@", (SCREENS / f"{module}.kv").read_text(), re.MULTILINE)
    return {*classes, *rules}


def test_the_start_imports_no_network() -> None:
    """The libraries of the network take a tenth of the start; they are imported on the threads that use them."""
    for name in ("app.py", "screen_table.py", "__main__.py"):
        text = (SCREENS.parent / name).read_text()
        assert not re.search(
            r"^(from|import) (crew_app\.(net|worker|background)|urllib3)", text, re.MULTILINE
        )
