"""Reads a folder in the layout of dc-missed-collections: one city's rounds, premises, reports and bulky jobs.

Outcome columns may be absent: then nothing is made up for them. Reads only; what is done with it is replay_dc's.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from geo.readers import Table
from server.actions.importing import Source, open_table
from server.core.problems import Problem
from sync.ops import Visit
from sync.words import Outcome, Reason

ZONE = ZoneInfo("America/New_York")
STREAM_OF = {"S0441": "refuse", "S0321": "recycling", "S0476": "garden"}
REPORT_FIELDS = {
    "external_id": "request_id",
    "made_at": "added",
    "stream": "service_code",
    "uprn": "mar_id",
    "address": "address",
    "lat": "lat",
    "lon": "lon",
}
BULKY = "bulky"
# what the city's crews noted, in our words
FOUND: dict[str, tuple[Outcome, Reason | None]] = {
    "collected": (Outcome.COLLECTED, None),
    "nothing_out": (Outcome.NOT_COLLECTED, Reason.NOT_OUT),
    "not_presented": (Outcome.NOT_COLLECTED, Reason.NOT_OUT),
    "not_acceptable": (Outcome.NOT_COLLECTED, Reason.CONTAMINATED),
    "access_blocked": (Outcome.NOT_COLLECTED, Reason.NO_ACCESS_PREMISES),
    "bad_address": (Outcome.NOT_COLLECTED, Reason.NOT_ON_LIST),
}


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of the folder. `bulky` is None where there are none."""

    wards: Path
    premises: Path
    trash: Path
    recycling: Path
    reports: Path
    bulky: Path | None


@dataclass(frozen=True, slots=True)
class BulkyVisit:
    """A bulky job that a crew visited at a known minute, as a squad's visit."""

    key: str
    squad: str
    at: datetime
    visit: Visit


@dataclass(slots=True)
class BulkyVisits:
    """The visits, oldest first, and why other jobs are none (reason -> how many)."""

    read: int = 0
    visits: list[BulkyVisit] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def find_folder(path: Path) -> Folder:
    """The files of the folder, packed (.gz) or not. Raises Problem naming those that are missing."""
    found = {
        "wards": path / "wards.geojson",
        "premises": _either(path, "premises.csv"),
        "trash": path / "trash-routes.geojson",
        "recycling": path / "recycling-routes.geojson",
        "reports": _either(path, "reports.csv"),
    }
    missing = [file.name for file in found.values() if not file.is_file()]
    if missing:
        raise Problem("replay.folder_incomplete", folder=path.name, missing=", ".join(missing))
    bulky = _either(path, "bulk-jobs.csv")
    return Folder(**found, bulky=bulky if bulky.is_file() else None)


def read_bulky(path: Path | None, streets: Mapping[str, str | None]) -> BulkyVisits:
    """The bulky jobs that were visited at a known minute. `streets`: the USRN of every premises."""
    found = BulkyVisits()
    if path is None:
        return found
    table = open_table(Source(path), ("request_id", "mar_id"))
    found.read = len(table.rows) + len(table.broken)
    for row in table.rows:
        made = _visit_of(row.values, streets)
        if isinstance(made, str):
            found.skipped[made] += 1
        else:
            found.visits.append(made)
    found.visits.sort(key=lambda visit: (visit.at, visit.key))
    return found


def outcomes_of(table: Table) -> dict[str, str]:
    """What the city noted of each report in the end; "" where it noted nothing."""
    if "outcome" not in table.columns:
        return {}
    return {row.values["request_id"]: row.values["outcome"] for row in table.rows}


def round_of_squad(squad: str) -> str:
    """The id of the round a bulky squad works."""
    return f"{BULKY}-{squad}"


def _visit_of(values: Mapping[str, str], streets: Mapping[str, str | None]) -> BulkyVisit | str:
    """The visit of a job, or in a few words why it is none."""
    on_text, at_text = values.get("visited_on", ""), values.get("visited_at", "")
    squad, outcome = values.get("crew", ""), values.get("outcome", "")
    if not on_text or not at_text:
        return "without a time of visit"
    uprn = values["mar_id"]
    usrn = streets.get(uprn)
    if usrn is None:
        return "at no premises of the register"
    if not squad or outcome not in FOUND:
        return "without a crew or an outcome we know"
    try:
        on = date.fromisoformat(on_text)
        at = datetime.combine(on, time.fromisoformat(at_text), ZONE)
    except ValueError:
        return "with a time that cannot be read"
    what, reason = FOUND[outcome]
    material = outcome if reason is Reason.CONTAMINATED else None
    visit = Visit(round_of_squad(squad), on, usrn, what, reason, uprn=uprn, material=material)
    return BulkyVisit(values["request_id"], squad, at, visit)


def _either(path: Path, name: str) -> Path:
    packed = path / f"{name}.gz"
    return packed if packed.is_file() else path / name
