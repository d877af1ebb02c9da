"""Puts rounds with the premises they serve: services begin and end on a day, streets get their order.

Stands behind every import of rounds; where the plan comes from is the importers' business.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from server.core.round_order import Place, order_streets
from server.core.stream_names import look_of
from server.db.puts import Put
from server.db.round_plans import list_round_plans
from server.db.rounds import (
    RoundPlan,
    RoundStreet,
    Service,
    Squad,
    Stream,
    put_round_streets,
    put_rounds,
    put_services,
    put_squads,
    put_streams,
    remove_other_streets,
)
from server.db.services import PremisesPlaced, list_open_services, list_placed_premises
from server.db.squads import list_squad_codes
from server.db.streams import list_streams

# areas are drawn along kerbs and leave gaps at their edges: a premises this near to one is on its round
NEAR_ROUND_M = 60.0
LEFT_OPEN = (
    "squad",
    "operator",
    "season_from",
    "season_to",
    "expected_end",
    "area",
    "closed_on",
)


@dataclass(frozen=True, slots=True)
class OnRounds:
    """What putting premises on rounds did: services begun or already there, and services ended."""

    services: Put
    ended: int


def ensure_streams(session: Session, codes: Iterable[str]) -> int:
    """Add those of the streams that the council has not; gives how many. Those there are stay as they are."""
    there = {stream.code for stream in list_streams(session)}
    looks = [look_of(code) for code in dict.fromkeys(codes) if code not in there]
    new = [
        Stream(k.code, k.name, k.bin_name, k.colour, len(there) + at)
        for at, k in enumerate(looks, start=1)
    ]
    return put_streams(session, new).added


def put_plans(session: Session, plans: Sequence[RoundPlan]) -> Put:
    """Put the rounds, and before them the streams and squads they name. What a plan leaves open stays as it is."""
    ensure_streams(session, [plan.stream for plan in plans])
    squads = sorted({plan.squad for plan in plans if plan.squad} - set(list_squad_codes(session)))
    put_squads(session, [Squad(code, code) for code in squads])
    there = {plan.id: plan for plan in list_round_plans(session, [plan.id for plan in plans])}
    return put_rounds(session, [keep_known(plan, there.get(plan.id)) for plan in plans])


def keep_known(plan: RoundPlan, there: RoundPlan | None) -> RoundPlan:
    """The plan, with what it leaves open (squad, area, season ...) taken from the round that is there."""
    if there is None:
        return plan
    known = {
        name: getattr(there, name) if getattr(plan, name) is None else getattr(plan, name)
        for name in LEFT_OPEN
    }
    return replace(plan, **known)


def put_on_rounds(
    session: Session, plans: Sequence[RoundPlan], wanted: Sequence[Service]
) -> OnRounds:
    """Put exactly these services on these rounds: others of them end the day the new ones begin."""
    there = list_open_services(session, {plan.stream for plan in plans})
    begin, end = decide_services(wanted, there, {plan.id for plan in plans})
    services = put_services(session, begin)
    ended = put_services(session, end)
    return OnRounds(services, ended.changed + ended.added)


def put_streets_by_nearness(session: Session, wanted: Sequence[Service]) -> Put:
    """The streets of each round's premises, in an order that always goes on to the nearest."""
    placed = {p.uprn: p for p in list_placed_premises(session, {s.uprn for s in wanted})}
    on_round: dict[str, list[PremisesPlaced]] = defaultdict(list)
    for service in wanted:
        if service.uprn in placed:
            on_round[service.round_id].append(placed[service.uprn])
    rows = [
        RoundStreet(round_id, usrn, position)
        for round_id, premises in on_round.items()
        for position, usrn in enumerate(order_streets(_centres(premises)), start=1)
    ]
    return put_streets_of_rounds(session, rows)


def put_streets_of_rounds(session: Session, rows: Sequence[RoundStreet]) -> Put:
    """Exactly these streets on the rounds they name: others leave them."""
    remove_other_streets(session, rows)
    return put_round_streets(session, rows)


def decide_services(
    wanted: Sequence[Service], there: Sequence[Service], rounds: set[str]
) -> tuple[list[Service], list[Service]]:
    """Which services begin (or stay), and which end.

    A premises that is on its round already stays on it from when it was. One that is on another round of the stream, or
    on one of `rounds` without being wanted there, leaves it.
    """
    open_now = {(s.uprn, s.round_id): s for s in there}
    begin = [
        replace(s, from_on=open_now[s.uprn, s.round_id].from_on)
        if (s.uprn, s.round_id) in open_now
        else s
        for s in wanted
    ]
    staying = {(s.uprn, s.round_id) for s in wanted}
    moved = {(s.uprn, s.stream): s.from_on for s in wanted}
    first = min((s.from_on for s in wanted), default=None)
    end = []
    for service in there:
        key = (service.uprn, service.round_id)
        on = moved.get((service.uprn, service.stream))
        if on is None and service.round_id in rounds:
            on = first
        if key not in staying and on is not None:
            until = max(on, service.from_on + timedelta(days=1))
            end.append(replace(service, until_on=until))
    return begin, end


def _centres(premises: Sequence[PremisesPlaced]) -> Mapping[str, Place]:
    """The middle of each street's premises; 0, 0 for a street of which no position is known."""
    found: dict[str, list[Place]] = defaultdict(list)
    for one in premises:
        if one.usrn is not None:
            here = (one.lat, one.lon)
            found[one.usrn].append((here[0] or 0.0, here[1] or 0.0))
    return {
        usrn: (sum(p[0] for p in places) / len(places), sum(p[1] for p in places) / len(places))
        for usrn, places in found.items()
    }
