"""Import rounds from polygons: each round's day, cycle and area; the premises in the area are on the round."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from geo.readers import Feature, Features
from geo.readers.shapes import area_of, point_of
from server.actions.import_fields import field_for, need_field, text_of
from server.actions.import_round_list import import_round_list
from server.actions.importing import (
    Progress,
    Reach,
    Source,
    begin_import,
    finish_import,
    is_table,
    open_features,
    silent,
)
from server.actions.put_round_plan import (
    NEAR_ROUND_M,
    put_on_rounds,
    put_plans,
    put_streets_by_nearness,
)
from server.actions.rounds_wanted import RoundsWanted
from server.core.imports import ImportOutcome, Refusal, refuse
from server.core.schedules import read_schedule
from server.db.rounds import RoundPlan, Service
from server.db.services import (
    list_open_services,
    list_premises_in_areas,
    list_premises_near_areas,
)


@dataclass(frozen=True, slots=True)
class RoundFields:
    """Which fields hold what."""

    round: str
    day: str
    week: str | None
    squad: str | None


def import_rounds(
    session: Session,
    source: Source,
    now: datetime,
    wanted: RoundsWanted,
    progress: Progress = silent,
) -> ImportOutcome:
    """Put the rounds of the file and the premises on them. A table is a list of rounds in the national format."""
    if is_table(source.path):
        return import_round_list(session, source, now, wanted, progress)
    reach = begin_import(session)
    features = open_features(source)
    plans, refused = plan_rounds(features, source, wanted, reach)
    reach.check(source)
    progress("rounds", 0, len(plans))
    # the areas must be there before premises can be looked up in them
    rounds = put_plans(session, plans)
    ids = [plan.id for plan in plans]
    lying = list_premises_in_areas(session, ids)
    near = _not_served(session, list_premises_near_areas(session, ids, NEAR_ROUND_M), plans)
    services, twice = services_of([*lying, *near], plans, wanted)
    progress("premises on rounds", 0, len(services))
    put = put_on_rounds(session, plans, services)
    put_streets_by_nearness(session, services)
    progress("premises on rounds", len(services), len(services))
    outcome = ImportOutcome(
        "rounds",
        len(features.features),
        rounds.added,
        rounds.changed,
        rounds.unchanged,
        (*refused, *twice),
        {
            "premises on these rounds": len(services),
            "of them at the edge, not inside": len(near),
            "services added": put.services.added,
            "services ended, changed": put.ended,
        },
    )
    return finish_import(session, outcome, source, now)


def plan_rounds(
    features: Features, source: Source, wanted: RoundsWanted, reach: Reach
) -> tuple[list[RoundPlan], list[Refusal]]:
    """Which rounds the features are. Several polygons of one round on the same days are one round."""
    fields = _fields(features, source)
    plans: dict[str, RoundPlan] = {}
    refused: list[Refusal] = []
    for feature in features.features:
        made = _round_of(feature, fields, wanted, reach)
        if isinstance(made, Refusal):
            refused.append(made)
            continue
        there = plans.get(made.id)
        if there is not None and there.weekdays != made.weekdays:
            made = replace(made, id=f"{made.id}-{_days_tag(made.weekdays)}")
            there = plans.get(made.id)
        plans[made.id] = made if there is None else _joined(there, made)
    return list(plans.values()), refused


def services_of(
    lying: Sequence[tuple[str, str]], plans: Sequence[RoundPlan], wanted: RoundsWanted
) -> tuple[list[Service], list[Refusal]]:
    """The services of premises lying in rounds' areas. One lying in two of a stream is on the first, and noted."""
    streams = {plan.id: plan.stream for plan in plans}
    rounds_of: dict[tuple[str, str], list[str]] = defaultdict(list)
    for round_id, uprn in lying:
        rounds_of[uprn, streams[round_id]].append(round_id)
    services = [
        Service(uprn, rounds[0], stream, wanted.from_on)
        for (uprn, stream), rounds in rounds_of.items()
    ]
    twice = [
        refuse(0, "premises.on_two_rounds", uprn=uprn, stream=stream, rounds=", ".join(rounds))
        for (uprn, stream), rounds in rounds_of.items()
        if len(rounds) > 1
    ]
    return services, twice


def _not_served(
    session: Session, near: Sequence[tuple[str, str]], plans: Sequence[RoundPlan]
) -> list[tuple[str, str]]:
    """Those near a round that no round of another file serves already."""
    ids = {plan.id for plan in plans}
    open_now = list_open_services(session, {plan.stream for plan in plans})
    served = {service.uprn for service in open_now if service.round_id not in ids}
    return [(round_id, uprn) for round_id, uprn in near if uprn not in served]


def _fields(features: Features, source: Source) -> RoundFields:
    names, given = features.fields, source.fields
    return RoundFields(
        need_field("round", names, given, file=source.name),
        need_field("day", names, given, file=source.name),
        field_for("week", names, given),
        field_for("squad", names, given),
    )


def _round_of(
    feature: Feature, fields: RoundFields, wanted: RoundsWanted, reach: Reach
) -> RoundPlan | Refusal:
    name = text_of(feature.fields, fields.round)
    if not name:
        return refuse(feature.row, "field.missing", field=fields.round)
    days, week = (text_of(feature.fields, what) for what in (fields.day, fields.week))
    schedule = read_schedule(days, week, wanted.cycle, wanted.cycle_from)
    if schedule is None:
        return refuse(feature.row, "schedule.unreadable", value=days or "nothing")
    area, point = area_of(feature.geometry), point_of(feature.geometry)
    if area is None or point is None:
        missing = feature.geometry is None
        return refuse(
            feature.row, "shape.missing" if missing else "shape.wrong_kind", wanted="an area"
        )
    return reach.refusal(feature.row, point) or RoundPlan(
        id=f"{wanted.stream}-{name}",
        name=name,
        stream=wanted.stream,
        cycle_from=schedule.cycle_from,
        weekdays=schedule.weekdays,
        cycle=schedule.cycle,
        squad=text_of(feature.fields, fields.squad) or None,
        area=area,
    )


def _joined(first: RoundPlan, second: RoundPlan) -> RoundPlan:
    assert first.area is not None and second.area is not None  # noqa: S101 - every plan here has one
    return replace(first, area=area_of(first.area.union(second.area)))


def _days_tag(weekdays: Sequence[int]) -> str:
    return "".join(str(day) for day in weekdays)
