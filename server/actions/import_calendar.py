"""Import a calendar: a table of exceptions as they are, or of every date, from which cycles and exceptions are found.

Reports that an exception bears on are judged again in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.calendar_dates import DatesRead, read_dates
from server.actions.calendar_rows import read_exceptions
from server.actions.import_fields import field_for
from server.actions.importing import (
    Progress,
    Source,
    broken_rows,
    finish_import,
    open_table,
    read_count,
    silent,
)
from server.actions.put_round_plan import put_plans
from server.actions.rejudge import rejudge_made, rejudge_places
from server.core.facts import CouncilDays, TouchedPlace
from server.core.imports import ImportOutcome
from server.core.working_days import local_date
from server.db.council import get_council
from server.db.imports import hold_imports
from server.db.puts import Put
from server.db.round_plans import (
    MoveKept,
    list_moves_of_rounds,
    list_round_plans,
    withdraw_moves,
)
from server.db.rounds import CalendarMove, RoundPlan, put_calendar_moves

AROUND = timedelta(days=31)  # no policy looks further back for the collection a report is about


def import_calendar(
    session: Session, source: Source, now: datetime, progress: Progress = silent
) -> ImportOutcome:
    """Put the calendar in the table. An exception has a column `action`; without one the table lists dates."""
    hold_imports(session)
    table = open_table(source)
    lists_exceptions = field_for("action", table.columns, source.fields) is not None
    rounds = {plan.id: plan for plan in list_round_plans(session)}
    if lists_exceptions:
        zone = get_council(session).timezone
        moves, refused = read_exceptions(table, source, rounds, zone, now)
        plans_put = Put()
        withdrawn: list[MoveKept] = []
    else:
        dates = read_dates(table, source, now)
        moves, refused = list(dates.moves), list(dates.refused)
        plans_put = put_plans(session, dates.plans)
        withdrawn = _withdraw(session, dates, now)
        rounds = {plan.id: plan for plan in list_round_plans(session)}
    put = put_calendar_moves(session, moves)
    progress("calendar", len(moves), len(moves))
    if put.added or put.changed or withdrawn:
        touched = touched_by(moves, list(rounds.values())) | places_of(withdrawn)
        rejudge_places(session, touched, now)
        _rejudge_around(session, touched, rounds, now)
    outcome = ImportOutcome(
        "calendar",
        read_count(table),
        put.added,
        put.changed,
        put.unchanged,
        (*broken_rows(table), *refused),
        {
            "rounds added": plans_put.added,
            "rounds changed": plans_put.changed,
            "rounds as they were": plans_put.unchanged,
            "exceptions withdrawn, changed": len(withdrawn),
        },
    )
    return finish_import(session, outcome, source, now)


def _rejudge_around(
    session: Session,
    touched: frozenset[TouchedPlace],
    rounds: Mapping[str, RoundPlan],
    now: datetime,
) -> None:
    """Whoever reported around these days may be reporting one of these collections: it was none of theirs before."""
    today = local_date(now, CouncilDays(get_council(session).timezone.key))
    days = [place.on for place in touched if place.on <= today]
    if not days:
        return
    streams = frozenset(rounds[place.round_id].stream for place in touched)
    rejudge_made(session, (min(days), min(max(days) + AROUND, today)), streams, now)


def touched_by(moves: list[CalendarMove], rounds: list[RoundPlan]) -> frozenset[TouchedPlace]:
    """The collections that these exceptions move, cancel or bring."""
    return frozenset(
        TouchedPlace(plan.id, day)
        for move in moves
        for plan in rounds
        if move.stream in (None, plan.stream)
        and move.operator in (None, plan.operator)
        and move.round_id in (None, plan.id)
        for day in (move.on, *move.to_on)
    )


def places_of(withdrawn: list[MoveKept]) -> frozenset[TouchedPlace]:
    """The collections that withdrawn exceptions of single rounds bore on."""
    return frozenset(
        TouchedPlace(move.round_id, day) for move in withdrawn for day in (move.on, *move.to_on)
    )


def _withdraw(session: Session, dates: DatesRead, now: datetime) -> list[MoveKept]:
    """Withdraw the exceptions of these rounds that a newer list of dates no longer has."""
    wanted = {(move.round_id, move.on, move.action, move.to_on) for move in dates.moves}
    there = list_moves_of_rounds(session, {p.id for p in dates.plans}, dates.first, dates.last)
    gone = [m for m in there if (m.round_id, m.on, m.action, m.to_on) not in wanted]
    withdraw_moves(session, [m.id for m in gone], now)
    return gone
