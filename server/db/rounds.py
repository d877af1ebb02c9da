"""Puts the plan, many rows at once: streams, squads, rounds with their streets and premises, exceptions, holidays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, tuple_
from sqlalchemy.orm import Session

from server.db.puts import Put, put_rows, target_of
from server.db.shapes import Area, area_hex
from server.db.tables.council import BankHolidayRow
from server.db.tables.rounds import (
    CalendarMoveRow,
    RoundRow,
    RoundStreetRow,
    ServiceRow,
    SquadRow,
    StreamRow,
)


@dataclass(frozen=True, slots=True)
class Stream:
    """What is collected, with the council's name for it and for its bin; colour as #rrggbb in lower case."""

    code: str
    name: str
    bin_name: str = ""
    colour: str = "#505a5f"
    position: int = 0


@dataclass(frozen=True, slots=True)
class Squad:
    """A squad. `on_app_from` None: it records nothing."""

    code: str
    name: str
    on_app_from: date | None = None


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round as planned. weekdays: ISO 1 to 7; cycle: weekly to four_weekly; season days as MM-DD."""

    id: str
    name: str
    stream: str
    cycle_from: date
    weekdays: tuple[int, ...]
    cycle: str = "weekly"
    squad: str | None = None
    operator: str | None = None
    season_from: str | None = None
    season_to: str | None = None
    expected_end: time | None = None
    area: Area | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class RoundStreet:
    """A street of a round at its place in round order."""

    round_id: str
    usrn: str
    position: int


@dataclass(frozen=True, slots=True)
class Service:
    """A premises on a round for a stream, from a day until a day (exclusive)."""

    uprn: str
    round_id: str
    stream: str
    from_on: date
    until_on: date | None = None
    state: str = "active"
    container: str = ""


@dataclass(frozen=True, slots=True)
class CalendarMove:
    """A calendar exception. None for stream, operator, round or area (a ward's code): all of them."""

    on: date
    action: str  # earlier | later | either_of | cancelled
    received_at: datetime
    to_on: tuple[date, ...] = ()
    stream: str | None = None
    operator: str | None = None
    round_id: str | None = None
    area: str | None = None
    report_from: datetime | None = None
    report_until: datetime | None = None
    message: str = ""
    counts_as_working_day: bool = False


@dataclass(frozen=True, slots=True)
class BankHoliday:
    """A bank holiday of a gov.uk division."""

    division: str
    on: date
    title: str


STREAMS = target_of(StreamRow, ("code", "name", "bin_name", "colour", "position"), ("code",))
SQUADS = target_of(SquadRow, ("code", "name", "on_app_from"), ("code",))
ROUNDS = target_of(
    RoundRow,
    (
        "id",
        "name",
        "stream",
        "squad",
        "operator",
        "cycle",
        "cycle_from",
        "weekdays",
        "season_from",
        "season_to",
        "expected_end",
        "area",
        "closed_on",
    ),
    ("id",),
)
ROUND_STREETS = target_of(RoundStreetRow, ("round_id", "usrn", "position"), ("round_id", "usrn"))
SERVICES = target_of(
    ServiceRow,
    ("uprn", "round_id", "stream", "from_on", "until_on", "state", "container"),
    ("uprn", "round_id", "from_on"),
)
BANK_HOLIDAYS = target_of(BankHolidayRow, ("division", "on_date", "title"), ("division", "on_date"))
# a move's content is its identity; when it was first received is not part of it and stays as it was
CALENDAR_MOVES = target_of(
    CalendarMoveRow,
    (
        "on_date",
        "stream",
        "operator",
        "round_id",
        "area",
        "action",
        "to_on",
        "report_from",
        "report_until",
        "message",
        "counts_as_working_day",
        "received_at",
    ),
    ("on_date", "stream", "operator", "round_id", "area", "action", "to_on"),
    key_where="where withdrawn_at is null",
    kept=("received_at",),
)


def put_streams(session: Session, streams: Iterable[Stream]) -> Put:
    """Put streams by their code."""
    rows = ((s.code, s.name, s.bin_name, s.colour, s.position) for s in streams)
    return put_rows(session, STREAMS, rows)


def put_squads(session: Session, squads: Iterable[Squad]) -> Put:
    """Put squads by their code."""
    return put_rows(session, SQUADS, ((s.code, s.name, s.on_app_from) for s in squads))


def put_rounds(session: Session, rounds: Iterable[RoundPlan]) -> Put:
    """Put rounds by their id. Streams and squads must be there."""
    return put_rows(session, ROUNDS, (_round_values(r) for r in rounds))


def put_round_streets(session: Session, round_streets: Iterable[RoundStreet]) -> Put:
    """Put the streets of rounds. Rounds and streets must be there."""
    rows = ((s.round_id, s.usrn, s.position) for s in round_streets)
    return put_rows(session, ROUND_STREETS, rows)


def remove_other_streets(session: Session, kept: Sequence[RoundStreet]) -> int:
    """Take every street that is not kept off the rounds that `kept` names; gives how many left."""
    if not kept:
        return 0
    keep = [(street.round_id, street.usrn) for street in kept]
    removed = session.execute(
        delete(RoundStreetRow)
        .where(
            RoundStreetRow.round_id.in_({street.round_id for street in kept}),
            tuple_(RoundStreetRow.round_id, RoundStreetRow.usrn).not_in(keep),
        )
        .returning(RoundStreetRow.usrn)
        .execution_options(synchronize_session=False)
    )
    return len(removed.all())


def put_services(session: Session, services: Iterable[Service]) -> Put:
    """Put which premises is on which round, by premises, round and first day."""
    rows = (
        (s.uprn, s.round_id, s.stream, s.from_on, s.until_on, s.state, s.container)
        for s in services
    )
    return put_rows(session, SERVICES, rows)


def put_calendar_moves(session: Session, moves: Iterable[CalendarMove]) -> Put:
    """Put calendar exceptions. One that is already there keeps the time it was first received."""
    return put_rows(session, CALENDAR_MOVES, (_move_values(m) for m in moves))


def put_bank_holidays(session: Session, holidays: Iterable[BankHoliday]) -> Put:
    """Put bank holidays by division and day."""
    return put_rows(session, BANK_HOLIDAYS, ((h.division, h.on, h.title) for h in holidays))


def _round_values(plan: RoundPlan) -> tuple[object, ...]:
    return (
        plan.id,
        plan.name,
        plan.stream,
        plan.squad,
        plan.operator,
        plan.cycle,
        plan.cycle_from,
        list(plan.weekdays),
        plan.season_from,
        plan.season_to,
        plan.expected_end,
        area_hex(plan.area),
        plan.closed_on,
    )


def _move_values(move: CalendarMove) -> tuple[object, ...]:
    return (
        move.on,
        move.stream,
        move.operator,
        move.round_id,
        move.area,
        move.action,
        list(move.to_on),
        move.report_from,
        move.report_until,
        move.message,
        move.counts_as_working_day,
        move.received_at,
    )
