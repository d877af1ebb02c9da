"""Reads a table of every collection date of every round into plans and exceptions. Pure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from geo.readers import Table
from server.actions.import_fields import field_for, need_field
from server.actions.importing import Source
from server.core.imports import Refusal, refuse
from server.core.round_dates import DatesMove, PlanFound, find_plan
from server.core.stream_names import stream_code
from server.db.rounds import CalendarMove, RoundPlan

YES = frozenset({"1", "true", "yes", "y"})
Key = tuple[str, str]  # round name, stream


@dataclass(frozen=True, slots=True)
class DatesRead:
    """The rounds behind the dates, their exceptions, and the rows that fit neither; over which days."""

    plans: tuple[RoundPlan, ...]
    moves: tuple[CalendarMove, ...]
    refused: tuple[Refusal, ...]
    first: date = date.max
    last: date = date.min


@dataclass(slots=True)
class Dates:
    """The dates of one round and stream with their rows; which of them the table itself calls changed."""

    rows: dict[date, int]
    changed: set[date]


def read_dates(table: Table, source: Source, now: datetime) -> DatesRead:
    """One row a round and date; `bins` may name several streams joined by "+"."""
    found, refused = _collect(table, source)
    plans: list[RoundPlan] = []
    moves: list[CalendarMove] = []
    for (name, stream), dates in found.items():
        plan = find_plan(dates.rows, dates.changed)
        if plan is None:
            refused += [
                refuse(row, "schedule.unreadable", value=name) for row in dates.rows.values()
            ]
            continue
        plans.append(_round_plan(name, stream, plan))
        moves += [_move(plans[-1], one, now) for one in plan.moves]
        refused += [
            refuse(dates.rows[day], "date.unexplained", on=day, round=plans[-1].id)
            for day in plan.odd
        ]
    days = [day for dates in found.values() for day in dates.rows]
    span = (min(days, default=date.max), max(days, default=date.min))
    return DatesRead(tuple(plans), tuple(moves), tuple(refused), *span)


def _collect(table: Table, source: Source) -> tuple[dict[Key, Dates], list[Refusal]]:
    columns = {
        what: need_field(what, table.columns, source.fields, file=source.name)
        for what in ("round", "date", "bins")
    }
    changed = field_for("changed", table.columns, source.fields) or ""
    found: dict[Key, Dates] = defaultdict(lambda: Dates({}, set()))
    refused: list[Refusal] = []
    for row in table.rows:
        name, on_text, bins = (row.values[columns[w]] for w in ("round", "date", "bins"))
        try:
            on = date.fromisoformat(on_text)
        except ValueError:
            refused.append(refuse(row.row, "field.unreadable", field="date", value=on_text))
            continue
        if not name or not bins:
            refused.append(refuse(row.row, "field.missing", field="bins" if name else "round"))
            continue
        for stream in {stream_code(part) for part in bins.split("+")}:
            dates = found[name, stream]
            dates.rows.setdefault(on, row.row)
            if row.values.get(changed, "").lower() in YES:
                dates.changed.add(on)
    return found, refused


def _round_plan(name: str, stream: str, plan: PlanFound) -> RoundPlan:
    return RoundPlan(
        id=f"{stream}-{name}",
        name=name,
        stream=stream,
        cycle_from=plan.cycle_from,
        weekdays=(plan.weekday,),
        cycle=plan.cycle,
    )


def _move(plan: RoundPlan, one: DatesMove, now: datetime) -> CalendarMove:
    if one.to is None:
        return CalendarMove(one.on, "cancelled", now, round_id=plan.id)
    action = "earlier" if one.to < one.on else "later"
    return CalendarMove(one.on, action, now, (one.to,), round_id=plan.id)
