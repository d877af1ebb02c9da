"""What every import does around its own work: read the file or say why not, check the places, keep the run."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from shapely import Point, contains_xy
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.readers import Features, Table, UnreadableFileError, read_features, read_table
from server.core.imports import ImportOutcome, Refusal, refuse
from server.core.problems import Problem
from server.db.imports import add_import_run, hold_imports
from server.db.wards import find_reach

Progress = Callable[[str, int, int], None]  # stage, done, of
MOST_OUTSIDE = 0.5  # more than this share outside the council: it is the wrong file


def silent(_stage: str, _done: int, _of: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file of an import and how to read it.

    fields: which column holds what, where it is not guessed ({"uprn": "mar_id"}). crs, layer: see geo.readers.
    """

    path: Path
    fields: dict[str, str] = field(default_factory=dict)
    crs: str | None = None
    layer: str | None = None

    @property
    def name(self) -> str:
        """The file's name: never its path, which is nobody's business."""
        return self.path.name


def open_features(source: Source) -> Features:
    """The features of the file. Raises Problem with the reader's code."""
    try:
        return read_features(source.path, crs=source.crs, layer=source.layer)
    except UnreadableFileError as unreadable:
        raise Problem(unreadable.code, **unreadable.details) from unreadable


def open_table(source: Source, needed: Sequence[str] = ()) -> Table:
    """The table in the file. Raises Problem with the reader's code."""
    try:
        return read_table(source.path, needed)
    except UnreadableFileError as unreadable:
        raise Problem(unreadable.code, **unreadable.details) from unreadable


def is_table(path: Path) -> bool:
    """Does the file's name say that it is a table?"""
    return any(path.name.lower().endswith(end) for end in (".csv", ".csv.gz", ".tsv", ".txt"))


def broken_rows(table: Table) -> list[Refusal]:
    """Refusals of the rows that do not fit the header."""
    return [refuse(row, "row.broken") for row in table.broken]


def read_count(table: Table) -> int:
    """How many rows the table has, broken ones too."""
    return len(table.rows) + len(table.broken)


class Reach:
    """The council's area, asked for many places; counts those outside, so that a wrong file is noticed."""

    def __init__(self, area: BaseGeometry | None) -> None:
        self.area = area
        self.asked = 0
        self.outside = 0

    def refusal(self, row: int, point: Point) -> Refusal | None:
        """None when the point is within reach, else why not."""
        self.asked += 1
        if self.area is None or contains_xy(self.area, point.x, point.y):
            return None
        self.outside += 1
        lat, lon = round(point.y, 5), round(point.x, 5)
        swapped = contains_xy(self.area, point.y, point.x)
        code = "place.swapped" if swapped else "place.outside_council"
        return refuse(row, code, lat=lat, lon=lon)

    def check(self, source: Source) -> None:
        """Raise Problem when most places were outside."""
        if self.asked and self.outside > self.asked * MOST_OUTSIDE:
            raise Problem(
                "import.outside_council", file=source.name, outside=self.outside, read=self.asked
            )


def begin_import(session: Session) -> Reach:
    """Wait for other imports, and find how far the council reaches."""
    hold_imports(session)
    return Reach(find_reach(session))


def finish_import(
    session: Session, outcome: ImportOutcome, source: Source, now: datetime
) -> ImportOutcome:
    """Keep the run; raises Problem, so that nothing is changed, when every row was refused."""
    if outcome.refused and not outcome.added + outcome.changed + outcome.unchanged:
        raise Problem(
            "import.nothing_usable",
            file=source.name,
            read=outcome.read,
            why=outcome.refused[0].words,
        )
    digest = hashlib.sha256(source.path.read_bytes()).hexdigest()
    add_import_run(session, outcome, source.name, digest, now)
    return outcome
