"""Benchmarks run when they are asked for by name (`make bench`); otherwise only a small proof that they run."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the long ones out unless somebody named this folder."""
    asked = any("bench" in str(arg) for arg in config.args)
    is_long = collection_path.name.startswith("test_long_")
    return True if is_long and not asked else None
