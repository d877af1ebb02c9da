"""The truth on file, apart from the database: no server code reads it, only the score does.

One JSON object a line: what became of each street, and why each report was made with its right answers.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from server.core.verdict_words import VerdictWord
from server.demo.planned_reports import Why
from server.demo.shifts import DemoDay
from server.demo.truth import CollectionTruth, StreetTruth


@dataclass(frozen=True, slots=True)
class KnownReport:
    """A report with what is truly behind it. `key` is its external id in the database."""

    key: str
    why: Why
    right: tuple[VerdictWord, ...]
    made_on: date


def write_truth(path: Path, mark: str, days: list[DemoDay]) -> None:
    """Write the truth of some days, in place of what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    # no time in the file: the same demo gives the same bytes
    with (
        fresh.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file,
    ):
        for line in [{"mark": mark}, *(line for day in days for line in _lines(day))]:
            file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
    fresh.replace(path)


def read_reports(path: Path) -> Iterator[KnownReport]:
    """The reports of a truth file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            found = json.loads(line)
            if "report" in found:
                yield KnownReport(
                    found["report"],
                    Why(found["why"]),
                    tuple(VerdictWord(word) for word in found["right"]),
                    date.fromisoformat(found["made_on"]),
                )


def _lines(day: DemoDay) -> Iterator[dict[str, object]]:
    for truth in day.truths:
        for street in truth.streets:
            yield _street_line(truth, street)
    for report in day.reports:
        yield {
            "report": report.key,
            "why": report.why,
            "right": list(report.right),
            "made_on": report.made_at.date().isoformat(),
        }


def _street_line(truth: CollectionTruth, street: StreetTruth) -> dict[str, object]:
    return {
        "round": truth.round_id,
        "on": truth.on.isoformat(),
        "street": street.usrn,
        "outcome": "skipped" if street.is_skipped else street.outcome,
        "reason": street.reason,
        "at": street.at.isoformat() if street.at is not None else None,
        "back_at": street.went_back_at.isoformat() if street.went_back_at is not None else None,
        "entries_left": [list(entry) for entry in street.entries_left],
        "missed": sorted(street.missed),
        "refused": [[one.uprn, one.reason, one.is_true] for one in street.refused],
        "warned": sorted(street.warned),
    }
