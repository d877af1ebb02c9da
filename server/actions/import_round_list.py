"""Import rounds from a list of premises: the national rounds table (uprn, service, schedule, round, round_sequence,
container), one row for each premises and service.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from geo.readers import TableRow
from server.actions.import_fields import field_for, need_field
from server.actions.importing import (
    Progress,
    Source,
    broken_rows,
    finish_import,
    open_table,
    read_count,
)
from server.actions.put_round_plan import (
    put_on_rounds,
    put_plans,
    put_streets_by_nearness,
    put_streets_of_rounds,
)
from server.actions.rounds_wanted import RoundsWanted
from server.core.imports import ImportOutcome, Refusal, refuse
from server.core.schedules import read_schedule
from server.core.stream_names import stream_code
from server.db.imports import hold_imports
from server.db.rounds import RoundPlan, RoundStreet, Service
from server.db.services import list_placed_premises

NEEDED = ("uprn", "service", "schedule", "round")


@dataclass(slots=True)
class RoundList:
    """What the rows say."""

    plans: dict[str, RoundPlan] = field(default_factory=dict)
    services: dict[tuple[str, str], Service] = field(default_factory=dict)
    sequence: dict[tuple[str, str], float] = field(default_factory=dict)  # (round, usrn) -> lowest
    refused: list[Refusal] = field(default_factory=list)


def import_round_list(
    session: Session, source: Source, now: datetime, wanted: RoundsWanted, progress: Progress
) -> ImportOutcome:
    """Put the rounds, their premises, and their streets in the order of round_sequence."""
    hold_imports(session)
    table = open_table(source)
    columns = {
        what: need_field(what, table.columns, source.fields, file=source.name) for what in NEEDED
    }
    for what in ("round_sequence", "container"):
        columns[what] = field_for(what, table.columns, source.fields) or ""
    uprns = {row.values[columns["uprn"]] for row in table.rows}
    streets = {p.uprn: p.usrn for p in list_placed_premises(session, uprns)}
    progress("rows", 0, len(table.rows))
    found = read_list(table.rows, columns, streets, wanted)
    plans, services = list(found.plans.values()), list(found.services.values())
    rounds = put_plans(session, plans)
    on_rounds = put_on_rounds(session, plans, services)
    if found.sequence:
        put_streets_of_rounds(session, _in_order(found.sequence))
    else:
        put_streets_by_nearness(session, services)
    progress("rows", len(table.rows), len(table.rows))
    outcome = ImportOutcome(
        "rounds",
        read_count(table),
        rounds.added,
        rounds.changed,
        rounds.unchanged,
        (*broken_rows(table), *found.refused),
        {
            "premises on these rounds": len(services),
            "services added": on_rounds.services.added,
            "services ended, changed": on_rounds.ended,
        },
    )
    return finish_import(session, outcome, source, now)


def read_list(
    rows: tuple[TableRow, ...],
    columns: Mapping[str, str],
    streets: Mapping[str, str | None],
    wanted: RoundsWanted,
) -> RoundList:
    """The rounds and services of the rows. `streets`: the USRN of every premises there is."""
    found = RoundList()
    for row in rows:
        values = {what: row.values.get(column, "") for what, column in columns.items()}
        refusal = _refusal(row.row, values, streets) or _take(row.row, values, wanted, found)
        if refusal is not None:
            found.refused.append(refusal)
            continue
        _note_sequence(values, streets[values["uprn"]], found)
    return found


def _refusal(
    row: int, values: Mapping[str, str], streets: Mapping[str, str | None]
) -> Refusal | None:
    missing = next((what for what in NEEDED if not values[what]), None)
    if missing is not None:
        return refuse(row, "field.missing", field=missing)
    if values["uprn"] not in streets:
        return refuse(row, "premises.unknown", uprn=values["uprn"])
    return None


def _take(
    row: int, values: Mapping[str, str], wanted: RoundsWanted, found: RoundList
) -> Refusal | None:
    """Take a row's round and service; the refusal when it contradicts an earlier row."""
    schedule = read_schedule(values["schedule"], "", wanted.cycle, wanted.cycle_from)
    if schedule is None:
        return refuse(row, "schedule.unreadable", value=values["schedule"])
    stream = stream_code(values["service"])
    plan = RoundPlan(
        id=round_id(stream, values["round"]),
        name=values["round"],
        stream=stream,
        cycle_from=schedule.cycle_from,
        weekdays=schedule.weekdays,
        cycle=schedule.cycle,
    )
    if found.plans.setdefault(plan.id, plan) != plan:
        return refuse(row, "row.repeated", what="Round", value=values["round"])
    uprn = values["uprn"]
    service = Service(uprn, plan.id, stream, wanted.from_on, container=values["container"])
    if found.services.setdefault((uprn, stream), service).round_id != plan.id:
        return refuse(row, "row.repeated", what="UPRN", value=uprn)
    return None


def round_id(stream: str, name: str) -> str:
    """The id of a round of that name: the same for every import."""
    return f"{stream}-{name}"


def _note_sequence(values: Mapping[str, str], usrn: str | None, found: RoundList) -> None:
    try:
        number = float(values["round_sequence"])
    except ValueError:
        return
    if usrn is not None:
        key = (round_id(stream_code(values["service"]), values["round"]), usrn)
        found.sequence[key] = min(number, found.sequence.get(key, number))


def _in_order(sequence: Mapping[tuple[str, str], float]) -> list[RoundStreet]:
    """Streets by the lowest number of their premises, counted from 1 in each round."""
    places: dict[str, int] = {}
    rows = []
    for (round_, usrn), _ in sorted(sequence.items(), key=lambda s: (s[0][0], s[1], s[0][1])):
        places[round_] = places.get(round_, 0) + 1
        rows.append(RoundStreet(round_, usrn, places[round_]))
    return rows
