"""Time is an argument: only the edges read a clock."""

import ast

from tests.habits.sources import name_of, product_files, tree_of

MAY_READ_A_CLOCK = (
    "crew_app/device/clock.py",
    "server/web/",
    "server/jobs/",
    "server/cli/",
    "server/demo/",
)
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}


def reads_a_clock(node: ast.AST) -> bool:
    """`datetime.now`, `date.today`, `time.time`, called or passed on."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCKS
    )


def test_only_the_edges_read_a_clock() -> None:
    found = [
        f"{name_of(file)}:{node.lineno}"
        for file in product_files()
        if not name_of(file).startswith(MAY_READ_A_CLOCK)
        for node in ast.walk(tree_of(file))
        if reads_a_clock(node) and isinstance(node, ast.Attribute)
    ]
    assert found == []


def test_the_habit_sees_a_clock() -> None:
    tree = ast.parse("from datetime import datetime\nx = datetime.now()")
    assert any(reads_a_clock(node) for node in ast.walk(tree))
