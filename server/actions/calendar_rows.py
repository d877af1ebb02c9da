"""Reads a table of calendar exceptions. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from geo.readers import Table
from server.actions.import_fields import field_for, need_field
from server.actions.importing import Source
from server.core.facts import MoveAction
from server.core.imports import Refusal, refuse
from server.db.rounds import CalendarMove, RoundPlan

OPTIONAL = (
    "to_on",
    "stream",
    "operator",
    "round",
    "area",
    "report_from",
    "report_until",
    "message",
    "counts_as_working_day",
)


def read_exceptions(
    table: Table,
    source: Source,
    rounds: Mapping[str, RoundPlan],
    zone: ZoneInfo,
    now: datetime,
) -> tuple[list[CalendarMove], list[Refusal]]:
    """One row an exception; `to_on` may hold several dates with spaces between. Times are local."""
    columns = {
        what: need_field(what, table.columns, source.fields, file=source.name)
        for what in ("on", "action")
    }
    columns |= {what: field_for(what, table.columns, source.fields) or "" for what in OPTIONAL}
    streams = {plan.stream for plan in rounds.values()}
    moves: list[CalendarMove] = []
    refused: list[Refusal] = []
    for row in table.rows:
        values = {what: row.values.get(column, "") for what, column in columns.items()}
        unknown = _unknown(row.row, values, rounds, streams)
        if unknown is not None:
            refused.append(unknown)
            continue
        try:
            moves.append(_move(values, zone, now))
        except ValueError as wrong:
            refused.append(refuse(row.row, "field.unreadable", field="exception", value=wrong))
    return moves, refused


def _unknown(
    row: int, values: Mapping[str, str], rounds: Mapping[str, RoundPlan], streams: set[str]
) -> Refusal | None:
    if values["action"] not in list(MoveAction):
        return refuse(row, "field.unreadable", field="action", value=values["action"])
    if values["action"] != MoveAction.CANCELLED and not values["to_on"]:
        return refuse(row, "field.missing", field="to_on")
    if values["round"] and values["round"] not in rounds:
        return refuse(row, "round.unknown", round=values["round"])
    if values["stream"] and values["stream"] not in streams:
        return refuse(row, "stream.unknown", stream=values["stream"])
    return None


def _move(values: Mapping[str, str], zone: ZoneInfo, now: datetime) -> CalendarMove:
    return CalendarMove(
        on=date.fromisoformat(values["on"]),
        action=values["action"],
        received_at=now,
        to_on=tuple(date.fromisoformat(day) for day in values["to_on"].split()),
        stream=values["stream"] or None,
        operator=values["operator"] or None,
        round_id=values["round"] or None,
        area=values["area"] or None,
        report_from=_time(values["report_from"], zone),
        report_until=_time(values["report_until"], zone),
        message=values["message"],
        counts_as_working_day=values["counts_as_working_day"].lower() in {"1", "true", "yes"},
    )


def _time(text: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)
