"""Notes which planned reports were filed, under which reference: a later run neither repeats nor forgets."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from server.demo.holidays import ZONE
from server.demo.shifts import DemoDay


class FiledBook:
    """Which planned reports were filed, and under which reference: also what the score needs of those of the form."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._references = dict(read_filed(file))

    def unfiled(self, day: DemoDay, today: date) -> DemoDay:
        """The day without what was filed before. Of older days only what comes in today."""
        begins = datetime.combine(today, datetime.min.time(), ZONE)
        left = tuple(
            report
            for report in day.reports
            if report.key not in self._references and report.received_at >= begins
        )
        return DemoDay(day.on, day.truths, day.shifts, left)

    def add(self, key: str, reference: str) -> None:
        """Note a report as filed."""
        self._references[key] = reference
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([key, reference]) + "\n")


def read_filed(file: Path) -> Iterator[tuple[str, str]]:
    """The keys of filed reports with their references."""
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            key, reference = json.loads(line)
            yield key, reference
