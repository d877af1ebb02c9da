"""Replays a city's weeks: its data imported, its crews' visits sent by devices, its residents' reports judged then.

The caller gives the ways to the server and opens transactions; see server/cli/replay_dc.py.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from geo.readers import Table
from server.actions.import_reports import (
    ReportColumns,
    ReportsWanted,
    place_report,
    read_report,
)
from server.actions.importing import Progress, Source, open_table
from server.actions.judge_report import NewReport
from server.core.imports import ImportOutcome, Refusal
from server.core.problems import Problem
from server.db.premises import find_listed
from server.db.services import list_open_services, list_placed_premises
from server.db.session import Session
from server.demo.replay_dc_events import Devices, Event, Lines, PastClock, plan_events
from server.demo.replay_dc_folder import (
    REPORT_FIELDS,
    STREAM_OF,
    ZONE,
    BulkyVisits,
    Folder,
    outcomes_of,
    read_bulky,
)
from server.demo.replay_dc_setup import Span, load_bulky_squads, load_city

SYSTEM = "dc-311"  # whose numbers the reports carry


@dataclass(frozen=True, slots=True)
class Placed:
    """A report with where it was put before it was judged. `by`: id, address or none; `round_id`: None when on none."""

    new: NewReport
    by: str
    round_id: str | None


@dataclass(slots=True)
class City:
    """All that was read and put before anything happens."""

    imports: list[ImportOutcome]
    bulky: BulkyVisits
    reports: list[Placed]
    refused: list[Refusal]
    outcomes: dict[str, str]
    registered: int = 0  # reports whose premises is in the register
    read: int = 0
    streams: Counter[str] = field(default_factory=Counter)


def prepare(session: Session, folder: Folder, progress: Progress) -> City:
    """Import the city and read what will happen. Changes the database; the caller commits."""
    table = open_table(Source(folder.reports), tuple(REPORT_FIELDS.values()))
    imports = load_city(session, folder, _span(table), progress)
    news, refused = _read_reports(table)
    progress("placing reports", 0, len(news))
    rounds = {
        (s.uprn, s.stream): s.round_id for s in list_open_services(session, STREAM_OF.values())
    }
    placed = []
    registered = 0
    for done, new in enumerate(news, start=1):
        there = new.uprn is not None and find_listed(session, new.uprn) is not None
        registered += there
        placed.append(_placed(session, new, rounds, there=there))
        progress("placing reports", done, len(news))
    streets = _streets(session, folder)
    bulky = read_bulky(folder.bulky, streets)
    load_bulky_squads(session, bulky.visits)
    return City(
        imports,
        bulky,
        placed,
        refused,
        outcomes_of(table),
        registered,
        len(table.rows) + len(table.broken),
        Counter(one.new.stream for one in placed),
    )


def play(city: City, clock: PastClock, lines: Lines, progress: Progress) -> dict[str, int]:
    """Let everything happen, in order; gives what became of the devices' operations."""
    devices = Devices(lines)
    events = plan_events(city.bulky.visits, [one.new for one in city.reports], devices)
    for done, event in enumerate(events, start=1):
        _act(event, clock)
        progress("visits, reports, deadlines", done, len(events))
    return devices.statuses()


def _act(event: Event, clock: PastClock) -> None:
    clock.at = event.at
    event.act()


def _span(table: Table) -> Span:
    days: list[date] = []
    for row in table.rows:
        try:
            days.append(date.fromisoformat(row.values["added"][:10]))
        except ValueError:
            continue
    if not days:
        raise Problem("file.no_rows", file=table.name)
    return Span(min(days), max(days))


def _read_reports(table: Table) -> tuple[list[NewReport], list[Refusal]]:
    source = Source(Path(table.name), REPORT_FIELDS)
    columns = ReportColumns.find(table, source)
    wanted = ReportsWanted(SYSTEM, STREAM_OF, ZONE)
    streams = set(STREAM_OF.values())
    read = [read_report(row, columns, wanted, streams) for row in table.rows]
    return (
        [one for one in read if isinstance(one, NewReport)],
        [one for one in read if isinstance(one, Refusal)],
    )


def _placed(
    session: Session, new: NewReport, rounds: dict[tuple[str, str], str], *, there: bool
) -> Placed:
    placed = place_report(session, new)
    by = "id" if there else "address" if placed.uprn else "none"
    on_round = rounds.get((placed.uprn or "", placed.stream), placed.round_hint)
    return Placed(placed, by, on_round)


def _streets(session: Session, folder: Folder) -> dict[str, str | None]:
    """The street of every premises that has a bulky job."""
    if folder.bulky is None:
        return {}
    uprns = {row.values["mar_id"] for row in open_table(Source(folder.bulky), ("mar_id",)).rows}
    return {one.uprn: one.usrn for one in list_placed_premises(session, uprns)}
