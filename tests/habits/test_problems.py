"""Every problem code is documented and raised somewhere, and every raised code is in the catalogue."""

import ast
from collections.abc import Iterator

from server.core.problems import PROBLEMS
from tests.habits.sources import ROOT, product_files, tree_of

CATALOGUE = ("problems.py", "problems_of_files.py")


def strings_outside_the_catalogue() -> Iterator[str]:
    """Every string constant of the product but those of the catalogue itself."""
    for file in product_files():
        if file.name in CATALOGUE and file.parent.name == "core":
            continue
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def raised_codes() -> Iterator[str]:
    """First arguments of every `Problem(...)` that are plain strings."""
    for file in product_files():
        for node in ast.walk(tree_of(file)):
            is_problem = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Problem"
            )
            if is_problem and isinstance(node, ast.Call) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def test_every_code_of_the_catalogue_is_used() -> None:
    used = set(strings_outside_the_catalogue())
    assert sorted(set(PROBLEMS) - used) == []


def test_every_raised_code_is_in_the_catalogue() -> None:
    assert sorted(set(raised_codes()) - set(PROBLEMS)) == []


def test_docs_problems_is_the_catalogue() -> None:
    documented = {
        line.split("`")[1]
        for line in (ROOT / "docs" / "problems.md").read_text().splitlines()
        if line.startswith("| `")
    }
    assert documented == set(PROBLEMS), "run python -m tests.habits.write_problems"
