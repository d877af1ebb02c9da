"""Import reports that another system took: each is judged like any other, and once however often it is imported."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from geo.readers import Table, TableRow
from server.actions.find_address import find_address
from server.actions.import_fields import field_for, need_field
from server.actions.importing import (
    Progress,
    Source,
    broken_rows,
    finish_import,
    open_table,
    read_count,
    silent,
)
from server.actions.judge_report import NewReport, make_report
from server.actions.positions import PositionFields, position_of
from server.actions.put_round_plan import NEAR_ROUND_M
from server.core.imports import ImportOutcome, Refusal, refuse
from server.core.problems import Problem
from server.core.stream_names import stream_code
from server.core.verdict_words import MadeBy
from server.db.council import get_council
from server.db.imports import hold_imports
from server.db.premises import find_listed
from server.db.services import find_round_at
from server.db.streams import list_streams

OPTIONAL = ("uprn", "address", "postcode", "note", "made_by")


@dataclass(frozen=True, slots=True)
class ReportsWanted:
    """What the file does not say: whose numbers it carries, which stream a word means, in which zone its times are."""

    system: str
    streams: Mapping[str, str]
    zone: ZoneInfo | None = None  # None: the council's


@dataclass(frozen=True, slots=True)
class ReportColumns:
    """Which columns hold what ("" for none)."""

    names: Mapping[str, str]
    position: PositionFields

    @classmethod
    def find(cls, table: Table, source: Source) -> "ReportColumns":
        """Raises Problem when an identifier, a time or a stream has no column."""
        names = {
            what: need_field(what, table.columns, source.fields, file=source.name)
            for what in ("external_id", "made_at", "stream")
        }
        names |= {w: field_for(w, table.columns, source.fields) or "" for w in OPTIONAL}
        return cls(names, PositionFields.find(table.columns, source))

    def values(self, row: TableRow) -> dict[str, str]:
        """The row's values by what they are."""
        return {what: row.values.get(column, "") for what, column in self.names.items()}


def import_reports(
    session: Session,
    source: Source,
    now: datetime,
    wanted: ReportsWanted | None = None,
    progress: Progress = silent,
) -> ImportOutcome:
    """Take every report of the table, as received now. One that was imported before changes nothing."""
    hold_imports(session)
    table = open_table(source)
    columns = ReportColumns.find(table, source)
    wanted = wanted or ReportsWanted(source.name, {})
    zone = wanted.zone or get_council(session).timezone
    wanted = replace(wanted, zone=zone)
    known = {stream.code for stream in list_streams(session)}
    refused = broken_rows(table)
    added = 0
    for done, row in enumerate(table.rows):
        progress("reports", done, len(table.rows))
        read = read_report(row, columns, wanted, known)
        took = read if isinstance(read, Refusal) else _take(session, row.row, read, now)
        if isinstance(took, Refusal):
            refused.append(took)
        else:
            added += took
    progress("reports", len(table.rows), len(table.rows))
    unchanged = read_count(table) - len(refused) - added
    outcome = ImportOutcome("reports", read_count(table), added, 0, unchanged, tuple(refused))
    return finish_import(session, outcome, source, now)


def read_report(
    row: TableRow, columns: ReportColumns, wanted: ReportsWanted, streams: set[str]
) -> NewReport | Refusal:
    """The report of a row, its premises as the row has it."""
    values = columns.values(row)
    if not values["external_id"]:
        return refuse(row.row, "field.missing", field="external_id")
    stream = wanted.streams.get(values["stream"]) or stream_code(values["stream"])
    if stream not in streams:
        return refuse(row.row, "stream.unknown", stream=values["stream"] or "named")
    made_at = read_time(values["made_at"], wanted.zone)
    if made_at is None:
        return refuse(row.row, "field.unreadable", field="made_at", value=values["made_at"])
    point = position_of(row.row, row.values, columns.position)
    if isinstance(point, Refusal):
        point = None  # a report without a usable position is still a report
    return NewReport(
        stream=stream,
        made_at=made_at,
        uprn=values["uprn"] or None,
        address_given=", ".join(v for v in (values["address"], values["postcode"]) if v),
        made_by=MadeBy(values["made_by"]) if values["made_by"] in list(MadeBy) else MadeBy.RESIDENT,
        channel="import",
        note=values["note"],
        source=wanted.system,
        external_id=values["external_id"],
        lat=point.y if point is not None else None,
        lon=point.x if point is not None else None,
    )


def place_report(session: Session, new: NewReport) -> NewReport:
    """The report on a premises of the register: by its UPRN, else by its address if surely one; else on a round."""
    if new.uprn is not None and find_listed(session, new.uprn) is not None:
        return new
    answer = find_address(session, new.address_given, limit=1) if new.address_given else None
    if answer is not None and answer.sure:
        return replace(new, uprn=answer.found[0].uprn)
    hint = None
    if new.lat is not None and new.lon is not None:
        hint = find_round_at(session, new.stream, (new.lat, new.lon), NEAR_ROUND_M)
    return replace(new, uprn=None, round_hint=hint)


def read_time(text: str, zone: ZoneInfo | None) -> datetime | None:
    """An aware time; without a zone of its own it is local. None when it cannot be read."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _take(session: Session, row: int, new: NewReport, now: datetime) -> int | Refusal:
    """1 when the report is new, 0 when it was there."""
    if new.made_at > now:
        return refuse(row, "field.unreadable", field="made_at", value=new.made_at)
    try:
        made = make_report(session, place_report(session, new), now)
    except Problem as problem:
        return refuse(row, "report.refused", why=problem.sentence)
    return int(made.is_new)
