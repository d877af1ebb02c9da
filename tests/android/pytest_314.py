"""Runs the project's own tests inside the Python of `run_314.mjs`, and says how many passed and why others could not.

`python pytest_314.py CHECKOUT ARGUMENT...`: arguments are pytest's. What that world lacks is named here, and nothing
else is excused: it has no threads, no processes and no sockets, and no package that was never built for it.
"""

import importlib.abc
import json
import os
import sys
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

import crew_app

FEW = 15  # examples of a property: the Python of the tests tries a hundred
# Packages without a build, a module that Unix alone has; and the server stands on many of the first kind.
NOT_THERE = {"PIL", "kivy", "numpy", "segno", "pyproj", "shapely", "resource", "server"}
LACKING = {
    "can't start new thread": "threads",
    "does not support processes": "processes",
    "has no attribute 'scrypt'": "scrypt",
}


class NotThere(importlib.abc.MetaPathFinder):
    """Skips whoever imports what is not there."""

    def find_spec(self, name: str, *_: object) -> None:
        """None: others may find it."""
        if name.partition(".")[0] in NOT_THERE:
            pytest.skip(f"no {name.partition('.')[0]}", allow_module_level=True)


class Tally:
    """What became of the tests."""

    def __init__(self) -> None:
        self.passed: Counter[str] = Counter()  # by file
        self.skipped: Counter[str] = Counter()  # by reason
        self.failed: list[str] = []

    def pytest_configure(self) -> None:
        """Fewer examples, and none that fails on a time."""
        from hypothesis import HealthCheck, settings  # noqa: PLC0415 - pytest has to be ready first

        patient = [HealthCheck.too_slow]
        settings.register_profile(
            "few", max_examples=FEW, deadline=None, database=None, suppress_health_check=patient
        )
        settings.load_profile("few")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Generator[None, Any, Any]:
        """A fixture may need what is lacking."""
        return (yield from excused())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, Any, Any]:
        """So may the test."""
        return (yield from excused())

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Files that could not be imported."""
        self._note(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tests."""
        if report.when == "call" and report.passed:
            self.passed[report.nodeid.partition("::")[0]] += 1
        self._note(report)

    def _note(self, report: pytest.CollectReport | pytest.TestReport) -> None:
        if report.skipped and isinstance(report.longrepr, tuple):
            self.skipped[report.longrepr[2].removeprefix("Skipped: ")] += 1
        elif report.failed:
            self.failed.append(f"{report.nodeid}\n{report.longreprtext[-2000:]}")


def excused() -> Generator[None, Any, Any]:
    """Skip a test that meets the limits of this world; every other error stays one."""
    try:
        return (yield)
    except (RuntimeError, OSError, AttributeError) as error:
        for words, what in LACKING.items():
            if words in str(error):
                pytest.skip(f"no {what}")
        raise


def main(checkout: str, arguments: list[str]) -> int:
    """Run them, and print the tally as the last line."""
    os.chdir(checkout)
    sys.meta_path.insert(0, NotThere())
    tally = Tally()
    status = pytest.main(["-p", "no:cacheprovider", "-q", *arguments], plugins=[tally])
    told = {
        "code": crew_app.__file__,
        "passed": tally.passed,
        "skipped": tally.skipped,
        "failed": tally.failed,
    }
    print(json.dumps(told))  # noqa: T201 - the test reads it
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
