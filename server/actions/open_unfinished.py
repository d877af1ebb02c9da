"""A squad went home without closing its collection: the day over and the squad heard, what is left is known missed.

Streets that nobody has spoken of get an incident and a return, whether or not anybody reports them.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.keep_incidents import keep_stated
from server.actions.rejudge import lock_rounds
from server.core.calendar import (
    collection_day_end,
    day_start,
    local_date,
    moves_known,
    planned_between,
)
from server.core.facts import CouncilDays, TouchedPlace
from server.core.heard_steps import SquadHeard
from server.core.hearing import heard_of_devices
from server.db.calendar import find_rounds, list_moves_between
from server.db.collections import NewCollection, lock_collections
from server.db.heard_history import list_heard_between
from server.db.rule_book import get_rule_book
from server.db.stated import list_stated
from server.db.unclosed import (
    Unclosed,
    list_devices_worked,
    list_streets_of,
    list_unbegun,
    list_unclosed,
)

UNBEGUN_DAYS = 2  # how many days back a collection of which nothing is known is looked for
UNCLOSED_DAYS = 14  # a device that is heard only later than that brings no return any more
ONE_DAY = timedelta(days=1)


def open_unfinished(session: Session, now: datetime) -> int:
    """Open what is missing; gives how many incidents were opened. Nearly always there is nothing to do."""
    book = get_rule_book(session)
    today = local_date(now, book.days)
    _begin_unbegun(session, today, now)
    unclosed = list_unclosed(session, today - UNCLOSED_DAYS * ONE_DAY, today)
    over = _heard_out(session, unclosed, book.days, now)
    if not over:
        return 0
    lock_rounds(session, {round_id for round_id, _ in over})
    streets = list_streets_of(session, {round_id for round_id, _ in over})
    stated = list_stated(session, [TouchedPlace(*key, None) for key in over])
    ended = [
        replace(
            one,
            usrns=streets.get(one.round_id, frozenset()),
            ended=one.ended or (over[one.round_id, one.on], None),
        )
        for one in stated
    ]
    return keep_stated(session, book, ended, now)


def _begin_unbegun(session: Session, today: date, now: datetime) -> None:
    """Note the collections that were due and of which nothing is known: nobody so much as opened them."""
    days = [today - step * ONE_DAY for step in range(1, UNBEGUN_DAYS + 1)]
    perhaps = list_unbegun(session, days)
    if not perhaps:
        return
    rounds = find_rounds(session, {round_id for round_id, _ in perhaps})
    moves = moves_known(list_moves_between(session, min(days), max(days)), now)
    new = []
    for round_id, on in perhaps:
        a_round = rounds[round_id]
        for planned in planned_between(a_round, moves, on, on):
            if planned.on == on and not planned.is_cancelled:
                new.append(NewCollection(round_id, on, planned.scheduled_on, a_round.squad))
    lock_collections(session, new)


def _heard_out(
    session: Session, unclosed: Iterable[Unclosed], days: CouncilDays, now: datetime
) -> dict[tuple[str, date], datetime]:
    """Those whose squad was heard through the end of the day, with that moment: nothing more of it can come."""
    found = {(one.round_id, one.on): one for one in unclosed}
    if not found:
        return {}
    worked = list_devices_worked(session, found)
    rounds = find_rounds(session, {round_id for round_id, _ in found})
    heard = list_heard_between(session, {one.squad for one in found.values()}, (now, now))
    over = {}
    for key, one in found.items():
        of_squad = SquadHeard([h for h in heard if h.squad == one.squad])
        since, end = day_start(one.on, days), collection_day_end(rounds[key[0]], one.on, days)
        through, _ = heard_of_devices(of_squad, worked.get(key, frozenset()), since, now)
        if through is not None and through >= end:
            over[key] = end
    return over
