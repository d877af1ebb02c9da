"""Files and functions stay small enough to read at once."""

import ast

from tests.habits.sources import name_of, product_files, tree_of

LINES_OF_A_FILE = 350
LINES_OF_A_FUNCTION = 40


def test_no_file_is_longer_than_350_lines() -> None:
    long = [name_of(f) for f in product_files() if f.read_text().count("\n") > LINES_OF_A_FILE]
    assert long == []


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{name_of(file)}:{node.lineno} {node.name}"
        for file in product_files()
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LINES_OF_A_FUNCTION
    ]
    assert long == []
