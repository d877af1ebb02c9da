"""The resident says that an answer is wrong, or takes a late return further: once a report, in the policy's time."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.actions.follow_report import follow_report, get_report
from server.core.problems import Problem
from server.db.disputes import Dispute, add_dispute, add_escalation
from server.db.verdicts import find_in_force

LONGEST = 2000  # characters


def dispute_report(
    session: Session, reference: str, link_token: str | None, words: str, now: datetime
) -> None:
    """Keep the dispute for a manager. Raises Problem `dispute.words_needed` or `dispute.not_open`."""
    said = words.strip()[:LONGEST]
    if not said:
        raise Problem("dispute.words_needed")
    if not follow_report(session, reference, link_token, now).may_dispute:
        raise Problem("dispute.not_open")
    report_id = get_report(session, reference, link_token).fact.id
    given = find_in_force(session, [report_id])[report_id]
    visit = given.headline.evidence.get("visit")
    dispute = Dispute(said, now, None if visit is None else str(visit))
    if not add_dispute(session, report_id, given.id, dispute):
        raise Problem("dispute.not_open")


def escalate_report(
    session: Session, reference: str, link_token: str | None, words: str, now: datetime
) -> None:
    """Take a late return further. Raises Problem `escalation.not_open`."""
    if not follow_report(session, reference, link_token, now).may_escalate:
        raise Problem("escalation.not_open")
    report_id = get_report(session, reference, link_token).fact.id
    if not add_escalation(session, report_id, words.strip()[:LONGEST], now):
        raise Problem("escalation.not_open")
