"""The places and the plan of a scenario: premises, their services, rounds, calendar exceptions, working days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.core.calendar import collections_between
from server.core.facts import (
    ALWAYS,
    CouncilDays,
    Cycle,
    Move,
    MoveAction,
    Premises,
    Round,
    Service,
    ServiceState,
)
from server.core.scenario.words import (
    ScenarioError,
    Words,
    as_list,
    as_mapping,
    as_word,
    find_text,
)
from server.core.working_days import add_calendar_days

SQUAD = "squad"
ROUND = "R1"
STREET = "1001"
PREMISES = "5001"


@dataclass(frozen=True, slots=True)
class Plan:
    """Where and when a scenario plays. `rounds` by id: R1 for the scenario's stream, R1/food for another."""

    words: Words
    days: CouncilDays
    stream: str
    round_on: date
    premises: Mapping[str, Premises]
    services: tuple[Service, ...]
    rounds: Mapping[str, Round]
    moves: tuple[Move, ...]

    def round_of(self, round_id: object, stream: object) -> str:
        """The id of the round that serves a stream; a round by another name stays another."""
        name = ROUND if round_id is None else str(round_id)
        return name if stream in (None, self.stream) else f"{name}/{stream}"

    def collection_on(self, round_id: str, on: date) -> date:
        """The day of the collection that a record of a date belongs to: finished late, it is an earlier day."""
        a_round = self.rounds.get(round_id)
        if a_round is None:
            return on
        found = collections_between(a_round, self.moves, add_calendar_days(on, -6), on)
        return max((d for c in found for d in c.days if d <= on), default=on)


def read_plan(body: Mapping[str, Any], words: Words, holidays: frozenset[date]) -> Plan:
    """The places and the plan."""
    stream = str(body.get("stream", "refuse"))
    round_on = words.day(body.get("round_on"), "round_on")
    premises, services = _premises(body, stream)
    streams = {stream} | {s.stream for s in services}
    moves = tuple(_move(raw, words) for raw in as_list(body.get("moves")))
    return Plan(
        words=words,
        days=CouncilDays(words.timezone, holidays),
        stream=stream,
        round_on=round_on,
        premises=premises,
        services=services,
        rounds=_rounds(body, words, round_on, {s: _round_id(s, stream) for s in streams}),
        moves=moves,
    )


def _round_id(stream: str, first: str) -> str:
    return ROUND if stream == first else f"{ROUND}/{stream}"


def _premises(
    body: Mapping[str, Any], stream: str
) -> tuple[dict[str, Premises], tuple[Service, ...]]:
    premises: dict[str, Premises] = {}
    services: list[Service] = []
    for raw in as_list(body.get("premises", [PREMISES])):
        one = raw if isinstance(raw, Mapping) else {"uprn": raw}
        uprn = str(one.get("uprn", PREMISES))
        premises[uprn] = Premises(
            uprn=uprn,
            usrn=find_text(one.get("street", STREET)),
            entry_id=find_text(one.get("entry")),
            bin_store_id=find_text(one.get("bin_store")),
            house=str(one.get("house", "")),
            ward=find_text(one.get("area")),
        )
        services += _services(uprn, one.get("streams", [stream]), stream)
    return premises, tuple(services)


def _services(uprn: str, streams: object, first: str) -> list[Service]:
    """Streams as a list, or as a mapping of a stream to its state (garden: pending)."""
    if isinstance(streams, Mapping):
        states = {str(k): as_word(ServiceState, v, "streams") for k, v in streams.items()}
    else:
        states = {str(s): ServiceState.ACTIVE for s in as_list(streams)}
    return [
        Service(uprn, _round_id(stream, first), stream, state=state)
        for stream, state in states.items()
    ]


def _rounds(
    body: Mapping[str, Any], words: Words, round_on: date, ids: Mapping[str, str]
) -> dict[str, Round]:
    cycle = as_word(Cycle, body.get("cycle", Cycle.WEEKLY), "cycle")
    cycle_from = words.day(body.get("cycle_from", round_on), "cycle_from")
    weekdays = as_list(body.get("weekdays", [round_on.isoweekday()]))
    if not all(isinstance(d, int) and 1 <= d <= 7 for d in weekdays):
        raise ScenarioError("weekdays: give numbers from 1 (Monday) to 7")
    return {
        round_id: Round(
            id=round_id,
            stream=stream,
            weekdays=frozenset(weekdays),
            cycle_from=cycle_from,
            cycle=cycle,
            squad=SQUAD,
            operator=find_text(body.get("operator")),
            season_from=find_text(body.get("season_from")),
            season_to=find_text(body.get("season_to")),
        )
        for stream, round_id in ids.items()
    }


def _move(raw: object, words: Words) -> Move:
    row = as_mapping(raw, "moves")
    until = row.get("report_until")
    return Move(
        on=words.day(row.get("day"), "moves.day"),
        action=as_word(MoveAction, row.get("action"), "moves.action"),
        to=tuple(words.day(d, "moves.to") for d in as_list(row.get("to"))),
        stream=find_text(row.get("stream")),
        operator=find_text(row.get("operator")),
        round_id=find_text(row.get("round")),
        area=find_text(row.get("area")),
        report_from=words.find_at(row.get("report_from"), "moves.report_from"),
        report_until=None if until is None else words.until(until, "moves.report_until"),
        message=str(row.get("message", "")),
        counts_as_working_day=bool(row.get("counts_as_working_day", False)),
        received_at=words.find_at(row.get("received"), "moves.received") or ALWAYS,
        withdrawn_at=words.find_at(row.get("withdrawn"), "moves.withdrawn"),
    )
