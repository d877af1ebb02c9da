"""A squad went home without closing its collection: the day over and the squad heard, what is left is known missed.

Streets that nobody has spoken of get an incident and a return, whether or not anybody reports them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.keep_incidents import keep_stated
from server.actions.rejudge import lock_rounds
from server.core.calendar import (
    collection_day_end,
    collections_between,
    day_start,
    local_date,
    moves_known,
)
from server.core.facts import CouncilDays, Round, TouchedPlace
from server.core.heard_steps import SquadHeard
from server.core.hearing import heard_of_devices
from server.core.incidents import StreetsStated
from server.db.calendar import find_rounds, list_moves_between
from server.db.collections import NewCollection, list_begun, lock_collections
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


@dataclass(frozen=True, slots=True)
class Open:
    """A collection that its squad has not closed, with the days it may be on: several where it is "either of"."""

    squad: str
    round: Round
    days: tuple[date, ...]

    @property
    def key(self) -> tuple[str, date]:
        """Its round and its last day: what is left is left on that."""
        return self.round.id, self.days[-1]


def open_unfinished(session: Session, now: datetime) -> int:
    """Open what is missing; gives how many incidents were opened. Nearly always there is nothing to do."""
    book = get_rule_book(session)
    today = local_date(now, book.days)
    _begin_unbegun(session, today, now)
    unclosed = list_unclosed(session, today - UNCLOSED_DAYS * ONE_DAY, today)
    over = _heard_out(session, _open(session, unclosed, now), book.days, now)
    if not over:
        return 0
    lock_rounds(session, {one.round.id for one, _ in over})
    return keep_stated(session, book, _left(session, over), now)


def _begin_unbegun(session: Session, today: date, now: datetime) -> None:
    """Note the collections that were due and of which nothing is known: nobody so much as opened them."""
    days = [today - step * ONE_DAY for step in range(1, UNBEGUN_DAYS + 1)]
    perhaps = list_unbegun(session, days)
    if not perhaps:
        return
    rounds = find_rounds(session, {round_id for round_id, _ in perhaps})
    moves = moves_known(list_moves_between(session, min(days), max(days)), now)
    due = [
        planned
        for round_id, on in perhaps
        for planned in collections_between(rounds[round_id], moves, on, on)
        if planned.on == on
    ]
    # of "either of two days" the squad may have been there on the first
    begun = list_begun(session, [(one.round_id, day) for one in due for day in one.days])
    new = [
        NewCollection(one.round_id, one.on, one.scheduled_on, rounds[one.round_id].squad)
        for one in due
        if not any((one.round_id, day) in begun for day in one.days)
    ]
    lock_collections(session, new)


def _open(session: Session, unclosed: list[Unclosed], now: datetime) -> list[Open]:
    """Each collection once, with the days an exception gives it."""
    if not unclosed:
        return []
    rounds = find_rounds(session, {one.round_id for one in unclosed})
    days = [one.on for one in unclosed]
    moves = moves_known(list_moves_between(session, min(days), max(days)), now)
    found: dict[tuple[str, date], Open] = {}
    for one in unclosed:
        due = collections_between(rounds[one.round_id], moves, one.on, one.on)
        held = Open(one.squad, rounds[one.round_id], due[-1].days if due else (one.on,))
        found.setdefault(held.key, held)
    return list(found.values())


def _heard_out(
    session: Session, held: Iterable[Open], days: CouncilDays, now: datetime
) -> list[tuple[Open, datetime]]:
    """Those whose squad was heard through the end of the last day, with that moment: nothing more of it can come."""
    found = {one.key: one for one in held}
    if not found:
        return []
    worked = list_devices_worked(
        session, [(one.round.id, day) for one in found.values() for day in one.days]
    )
    heard = list_heard_between(session, {one.squad for one in found.values()}, (now, now))
    over = []
    for one in found.values():
        of_squad = SquadHeard([h for h in heard if h.squad == one.squad])
        devices = _worked(worked, one)
        since, end = day_start(one.days[0], days), collection_day_end(one.round, one.days[-1], days)
        through, _ = heard_of_devices(of_squad, devices, since, now)
        if through is not None and through >= end:
            over.append((one, end))
    return over


def _worked(worked: Mapping[tuple[str, date], frozenset[str]], one: Open) -> frozenset[str]:
    return frozenset(d for day in one.days for d in worked.get((one.round.id, day), ()))


def _left(session: Session, over: Iterable[tuple[Open, datetime]]) -> list[StreetsStated]:
    """What was stated of these collections, as ended then. Of several days a street may have been done on any."""
    over = list(over)
    streets = list_streets_of(session, {one.round.id for one, _ in over})
    places = [TouchedPlace(one.round.id, day, None) for one, _ in over for day in one.days]
    stated = {(one.round_id, one.on): one for one in list_stated(session, places)}
    found = []
    for one, ended_at in over:
        last = stated[one.key]
        earlier = [stated[one.round.id, day] for day in one.days[:-1]]
        spoken = {v.usrn for day in earlier for v in day.visits if v.retracted_at is None}
        left = streets.get(one.round.id, frozenset()) - spoken
        found.append(replace(last, usrns=left, ended=last.ended or (ended_at, None)))
    return found
