"""A report is withdrawn: it stays on record, a return for it alone is not made, and others no longer hang on it."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.actions.follow_report import get_report
from server.actions.keep_verdicts import judge_and_keep
from server.actions.rejudge import lock_rounds
from server.core.facts import TouchedPlace
from server.core.problems import Problem
from server.db.reports import list_reports_at, withdraw
from server.db.returns import cancel_return_of_report
from server.db.rule_book import get_rule_book


def withdraw_report(
    session: Session, reference: str, link_token: str | None, now: datetime
) -> None:
    """Withdraw a report, by its link's token, or with None where the edge has authorised staff.

    Raises Problem `report.not_found` or `report.already_withdrawn`.
    """
    stored = get_report(session, reference, link_token)
    if stored.round_id is not None:
        lock_rounds(session, [stored.round_id])
    if not withdraw(session, stored.fact.id, now):
        raise Problem("report.already_withdrawn")
    cancel_return_of_report(session, stored.fact.id, now)
    if stored.round_id is not None and stored.on is not None and stored.usrn is not None:
        place = TouchedPlace(stored.round_id, stored.on, stored.usrn)
        judge_and_keep(session, get_rule_book(session), list_reports_at(session, [place]), now)
