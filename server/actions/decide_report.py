"""A manager decides between what a squad recorded and what the resident says; and sends a squad back once more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from server.actions.follow_report import get_report
from server.actions.give_returns import give_to_squads
from server.actions.new_ids import new_id
from server.actions.tell_decision import tell_decision
from server.actions.tell_devices import tell_devices
from server.core.problems import Problem
from server.core.returns import return_due_at
from server.db.calendar import find_rounds
from server.db.disputes import NewDecision, add_decision
from server.db.recorded import Recorded, list_recorded, photos_in, squads_weighed
from server.db.report_photos import PhotosAdded, add_report_photos
from server.db.reports import StoredReport
from server.db.returns import NewReturn, add_returns_again
from server.db.rule_book import RuleBook, get_rule_book
from server.db.to_decide import (
    FailedReturn,
    find_failed,
    list_failed_once,
    list_to_decide,
)
from server.db.verdicts import find_in_force, notify
from sync.words import Reason

LOOK_BACK = timedelta(days=60)  # older ones are history
RETRIED_WITHIN = timedelta(days=14)
UPHELD, REJECTED = "upheld", "rejected"


@dataclass(frozen=True, slots=True)
class Deciding:
    """A manager's decision. `about`: dispute, review or escalation; `by`: the account.

    `shown`: those of the squad's photos that the manager has looked at and shows to the resident.
    """

    reference: str
    about: str
    decision: str
    why: str
    by: UUID | None = None
    shown: frozenset[str] = frozenset()


def decide_report(session: Session, deciding: Deciding, now: datetime) -> None:
    """Write the decision down, tell both sides, and go back where the resident is right.

    Raises Problem `decision.words_needed` or `decision.not_open`. Nothing may be written after it: devices are told.
    """
    if deciding.decision not in (UPHELD, REJECTED) or not deciding.why.strip():
        raise Problem("decision.words_needed")
    stored = get_report(session, deciding.reference, None)
    report_id = stored.fact.id
    waiting = list_to_decide(session, now - LOOK_BACK)
    if not any((w.report_id, w.about) == (report_id, deciding.about) for w in waiting):
        raise Problem("decision.not_open")
    recorded = list_recorded(session, report_id)
    squad = squads_weighed(recorded)
    new = NewDecision(
        report_id,
        deciding.about,
        deciding.decision,
        deciding.why.strip(),
        squad,
        deciding.by,
    )
    if not add_decision(session, new, now):
        raise Problem("decision.not_open")
    _show_photos(session, deciding, (report_id, recorded), now)
    if deciding.decision == UPHELD:
        _go_back(session, stored, now)
    notify(session, "decided", {report_id: find_in_force(session, [report_id])[report_id].id}, now)
    tell_decision(session, stored, new, now)


def _show_photos(
    session: Session, deciding: Deciding, of: tuple[str, list[Recorded]], now: datetime
) -> None:
    report_id, recorded = of
    chosen = sorted(deciding.shown & photos_in(recorded))
    if chosen and deciding.by is not None:
        add_report_photos(session, PhotosAdded(report_id, chosen, deciding.by), now)


def _go_back(session: Session, stored: StoredReport, now: datetime) -> None:
    if stored.round_id is None or stored.on is None or stored.usrn is None:
        return
    book = get_rule_book(session)
    a_round = find_rounds(session, [stored.round_id]).get(stored.round_id)
    policy = book.policy_at(stored.fact.made_at).policy
    again = NewReturn(
        id=new_id(now),
        round_id=stored.round_id,
        on=stored.on,
        usrn=stored.usrn,
        due_at=return_due_at(now, policy, book.days),
        report_id=stored.fact.id,
        uprn=stored.fact.uprn,
        squad=None if a_round is None else a_round.squad,
    )
    add_returns_again(session, [again], now)


def retry_failed_returns(session: Session, now: datetime) -> int:
    """Ask once more for returns that failed for a reason the council goes back for; a second failure is a manager's."""
    failed = list_failed_once(session, now - RETRIED_WITHIN)
    if not failed:
        return 0
    book = get_rule_book(session)
    again = [_again(one, book, now) for one in failed if _is_returned_for(one, book)]
    rules = (book.policy_at(now).policy, book.days)
    add_returns_again(session, give_to_squads(session, again, rules, now), now)
    return len(again)


def go_back_again(session: Session, return_id: str, now: datetime) -> None:
    """A manager sends a squad back after a return that failed, and its devices are told: the last thing to be written.

    Raises Problem `return.not_failed`.
    """
    failed = find_failed(session, return_id, now - LOOK_BACK)
    if failed is None:
        raise Problem("return.not_failed")
    add_returns_again(session, [_again(failed, get_rule_book(session), now)], now)
    tell_devices(session, now)


def _is_returned_for(failed: FailedReturn, book: RuleBook) -> bool:
    if failed.reason is None or failed.reason not in set(Reason):
        return True
    flags = book.reasons.get(Reason(failed.reason))
    return flags is None or flags.returns


def _again(failed: FailedReturn, book: RuleBook, now: datetime) -> NewReturn:
    return NewReturn(
        id=new_id(now),
        round_id=failed.round_id,
        on=failed.on,
        usrn=failed.usrn,
        due_at=return_due_at(now, book.policy_at(now).policy, book.days),
        incident_id=failed.incident_id,
        report_id=failed.report_id,
        uprn=failed.uprn,
        squad=failed.squad,
    )
