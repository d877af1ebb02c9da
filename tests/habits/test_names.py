"""The words of docs/words.md, and nothing else, in names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.habits.sources import ROOT, name_of, product_files, tree_of

BANNED_FILES = {"utils", "util", "helpers", "helper", "common", "base_manager", "misc"}
# words of other systems for things that have a word here
BANNED = {
    "councillor": "member",
    "bin_crew": "squad",
    "service_unit": "bin_store",
    "recollection": "return",
    "complaint": "report",
    "red_tag": "reason",
}


def names_in(file: Path) -> Iterator[tuple[int, str]]:
    """Every name a file defines: functions, classes, arguments."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg


def snake(name: str) -> str:
    """RoundStreet -> round_street."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_names_use_the_words_of_the_trade() -> None:
    found = [
        f"{name_of(file)}:{line} {name}: say {word}"
        for file in product_files()
        for line, name in names_in(file)
        for banned, word in BANNED.items()
        if banned in snake(name)
    ]
    assert found == []


def test_no_file_is_called_after_nothing() -> None:
    assert [name_of(f) for f in product_files() if f.stem in BANNED_FILES] == []


def test_every_kv_has_its_py() -> None:
    screens = (ROOT / "crew_app").rglob("*.kv")
    assert [name_of(kv) for kv in screens if not kv.with_suffix(".py").exists()] == []
