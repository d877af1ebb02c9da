"""A manager merges, closes or reopens incidents by hand: with a reason, into the audit, told to whoever reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from server.actions.keep_incidents import is_returned_to, list_new_returns
from server.actions.rejudge import lock_rounds
from server.core.incident_deeds import check_close, check_reopen, check_words, plan_merge
from server.core.incidents import IncidentKept
from server.core.problems import Problem
from server.db.audit import Change, add_change
from server.db.incidents import (
    close_by_hand,
    list_hanging,
    list_incidents,
    list_incidents_of,
    reopen_by_hand,
)
from server.db.returns import (
    add_returns_again,
    cancel_returns_of_incidents,
    list_returns_of_incidents,
)
from server.db.rule_book import get_rule_book
from server.db.verdicts import notify


@dataclass(frozen=True, slots=True)
class ByHand:
    """Why somebody of the staff decides, in their words, and who (None: from the command line)."""

    why: str
    account: UUID | None = None


def close_incident(session: Session, incident_id: str, by: ByHand, now: datetime) -> None:
    """Close an open incident: its return is not made. What is recorded later opens another one.

    Raises Problem `incident.unknown`, `.not_open` or `.words_needed`.
    """
    why = check_words(by.why)
    (incident,) = _lock(session, [incident_id])
    check_close(incident)
    close_by_hand(session, [incident.id], why, now)
    cancel_returns_of_incidents(session, [incident.id], now)
    _tell(session, "incident_closed", [incident], now)
    _note(session, "incident.closed", incident, by, now)


def reopen_incident(session: Session, incident_id: str, by: ByHand, now: datetime) -> None:
    """Open a closed incident again, and go back if the council does for its reason.

    Raises Problem `incident.unknown`, `.not_closed`, `.another_open` or `.words_needed`.
    """
    why = check_words(by.why)
    (incident,) = _lock(session, [incident_id])
    collection = (incident.key.round_id, incident.key.on)
    check_reopen(incident, list_incidents_of(session, [collection]))
    reopen_by_hand(session, incident.id, why, now)
    book = get_rule_book(session)
    policy = book.policy_at(now).policy
    if is_returned_to(incident.key, book.reasons, policy):
        opened = list_incidents(session, [incident.id])
        again = list_new_returns(session, opened, (policy, book.days), now)
        add_returns_again(session, again, now)
    _tell(session, "incident_reopened", [incident], now)
    _note(session, "incident.reopened", incident, by, now)


def merge_incidents(
    session: Session, into: str, others: Sequence[str], by: ByHand, now: datetime
) -> None:
    """Make open incidents of one street part of another. Each keeps its reports; those of a collection share a return.

    Raises Problem `incident.unknown`, `.not_open`, `.nothing_to_merge`, `.unlike` or `.words_needed`.
    """
    why = check_words(by.why)
    locked = {incident.id: incident for incident in _lock(session, [into, *others])}
    plan = plan_merge(locked[into], [locked[other] for other in others])
    close_by_hand(session, plan.others, why, now, into=plan.into)
    if any(one.is_open for one in list_returns_of_incidents(session, [plan.into])):
        cancel_returns_of_incidents(session, plan.without_return, now)
    for other in plan.others:
        _note(session, "incident.merged", locked[other], by, now, into=plan.into)


def _lock(session: Session, ids: Sequence[str]) -> list[IncidentKept]:
    """The incidents, with nobody else deciding about their rounds."""
    before = list_incidents(session, ids)
    lock_rounds(session, {incident.key.round_id for incident in before})
    found = {incident.id: incident for incident in list_incidents(session, ids)}
    if set(ids) - set(found):
        raise Problem("incident.unknown")
    return [found[one] for one in dict.fromkeys(ids)]


def _tell(session: Session, kind: str, incidents: Sequence[IncidentKept], now: datetime) -> None:
    """Who hangs on them is told once."""
    notify(session, kind, list_hanging(session, [incident.id for incident in incidents]), now)


def _note(
    session: Session,
    verb: str,
    incident: IncidentKept,
    by: ByHand,
    now: datetime,
    **details: str,
) -> None:
    told = {"why": by.why.strip(), **details}
    add_change(session, Change(verb, f"incident:{incident.id}", by.account, told), now)
