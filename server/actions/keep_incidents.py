"""Opens, changes and closes incidents by what squads state, and asks for the returns that go with them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from server.actions.give_returns import give_to_squads
from server.actions.new_ids import new_id
from server.core.facts import CouncilDays, ReasonBook, TouchedPlace
from server.core.finding import IncidentKey
from server.core.incidents import (
    IncidentKept,
    Place,
    Plan,
    StreetsStated,
    list_wanted,
    plan_incidents,
)
from server.core.policy import Policy
from server.core.returns import return_due_at
from server.core.verdict_words import IncidentCause
from server.db.incidents import (
    change_incidents,
    close_incidents,
    latest_by_place,
    list_incidents_of,
    open_incidents,
)
from server.db.returns import (
    NewReturn,
    add_returns,
    cancel_returns_of_incidents,
    fulfil_returns,
)
from server.db.rule_book import RuleBook
from server.db.stated import list_stated


def keep_incidents(
    session: Session, book: RuleBook, touched: Iterable[TouchedPlace], now: datetime
) -> None:
    """Bring the incidents of these places up to what was stated of them, with one set of statements for all."""
    keep_stated(session, book, list_stated(session, touched), now)


def keep_stated(
    session: Session, book: RuleBook, stated: list[StreetsStated], now: datetime
) -> int:
    """The same for what was gathered before; gives how many incidents were opened."""
    if not stated:
        return 0
    policy = book.policy_at(now).policy
    touched = [one.touched for one in stated if one.touched is not None]
    usrns = frozenset().union(*touched) if len(touched) == len(stated) else None
    kept = list_incidents_of(session, {(s.round_id, s.on) for s in stated}, usrns)
    plan = _plan(stated, kept, book.reasons, now)
    opened = open_incidents(session, [(new_id(now), key) for key in plan.to_open], now)
    change_incidents(session, plan.to_change)
    close_incidents(session, [(incident, why) for incident, why, _ in plan.to_close], now)
    done = [(incident, at) for incident, _, at in plan.to_close if at is not None]
    fulfil_returns(session, done, now)
    cancel_returns_of_incidents(session, [i for i, _, at in plan.to_close if at is None], now)
    returned = [(incident.id, "returned") for incident in kept if incident.is_returned]
    close_incidents(session, returned, now)
    returned_to = [one for one in opened if is_returned_to(one.key, book.reasons, policy)]
    add_returns(session, list_new_returns(session, returned_to, (policy, book.days), now), now)
    return len(plan.to_open)


def _plan(
    stated: list[StreetsStated], kept: list[IncidentKept], reasons: ReasonBook, now: datetime
) -> Plan:
    plans = []
    for one in stated:
        wanted, done = list_wanted(one, reasons, now)
        plans.append(plan_incidents(wanted, done, [i for i in kept if one.covers(i.key)]))
    return Plan(
        tuple(key for plan in plans for key in plan.to_open),
        tuple(change for plan in plans for change in plan.to_change),
        tuple(closing for plan in plans for closing in plan.to_close),
    )


def is_returned_to(key: IncidentKey, reasons: ReasonBook, policy: Policy) -> bool:
    """Does the council go back without a manager deciding?"""
    if key.cause is not IncidentCause.NO_ACCESS:
        return key.cause is not IncidentCause.CLUSTER
    flags = reasons.get(key.reason) if key.reason is not None else None
    return policy.returns_on_no_access and (flags is None or flags.returns)


def ensure_incidents(
    session: Session, keys: Iterable[IncidentKey], now: datetime
) -> dict[Place, IncidentKept]:
    """The incident at each of these places; where there never was one it is opened."""
    wanted = {key.place: key for key in keys}
    collections = {(key.round_id, key.on) for key in wanted.values()}
    found = latest_by_place(list_incidents_of(session, collections))
    missing = [(new_id(now), key) for key in wanted.values() if _is_missing(key, found)]
    if missing:
        open_incidents(session, missing, now)
        found = latest_by_place(list_incidents_of(session, collections))
    return found


def _is_missing(key: IncidentKey, found: dict[Place, IncidentKept]) -> bool:
    there = found.get(key.place)
    if there is None:
        return True
    if there.is_open or key.cause is not IncidentCause.CLUSTER:
        return False
    # a street that was blocked, then done, and is now reported by many, is another incident; not one decided by hand
    return there.key.cause is not IncidentCause.CLUSTER or there.closed_because == "returned"


def ask_for_returns(
    session: Session,
    keys: Iterable[IncidentKey],
    rules: tuple[Policy, CouncilDays],
    now: datetime,
) -> None:
    """Ask for a return to each of these incidents' places; where one was asked for, it stands."""
    wanted = list(keys)
    if not wanted:
        return
    found = ensure_incidents(session, wanted, now)
    there = {key.place: found[key.place] for key in wanted}
    add_returns(session, list_new_returns(session, there.values(), rules, now), now)


def list_new_returns(
    session: Session,
    incidents: Iterable[IncidentKept],
    rules: tuple[Policy, CouncilDays],
    now: datetime,
) -> list[NewReturn]:
    """A return to the place of each of these incidents that is open."""
    policy, days = rules
    open_ones = [incident for incident in incidents if incident.is_open]
    due_at = return_due_at(now, policy, days)
    new = [
        NewReturn(
            id=new_id(now),
            round_id=incident.key.round_id,
            on=incident.key.on,
            usrn=incident.key.usrn,
            due_at=due_at,
            incident_id=incident.id,
        )
        for incident in open_ones
    ]
    return give_to_squads(session, new, rules, now)
