"""The project's own Python files, parsed once for the habits."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("geo", "sync", "server", "crew_app")


@cache
def product_files() -> tuple[Path, ...]:
    """Every Python file of the product, migrations left out: they are written by a tool."""
    found = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return tuple(
        sorted(f for f in found if "migrations" not in f.parts and "node_modules" not in f.parts)
    )


@cache
def tree_of(file: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"))


def name_of(file: Path) -> str:
    """The path as people say it."""
    return str(file.relative_to(ROOT))
