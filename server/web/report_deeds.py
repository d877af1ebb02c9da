"""What staff and members do about a report for the resident who cannot use its link: dispute, take further, withdraw.

Who may do it is decided by the view; here the deed is done, noted in the audit, and what was wrong is put into words.
"""

from flask import flash, request
from flask_babel import gettext

from server.actions.dispute_report import dispute_report, escalate_report
from server.actions.withdraw_report import withdraw_report
from server.core.problems import Problem
from server.db.audit import Change, add_change
from server.db.session import Session, transaction
from server.web.caller import get_caller
from server.web.clock import now
from server.web.report_form import clean_text

FIELD_OF = {"dispute.words_needed": "words"}


def do_for_resident(reference: str, doing: str) -> dict[str, str]:
    """Do it. Gives what is wrong by field; empty when it is done. Raises Problem for what no field mends."""
    words, at = clean_text(request.form.get("words", "")), now()
    try:
        with transaction() as session:
            change = Change(f"report.{doing}", f"report:{reference}", get_caller().id)
            add_change(session, change, at)
            _do(session, (reference, doing), words)
    except Problem as problem:
        if problem.code not in FIELD_OF:
            raise
        return {FIELD_OF[problem.code]: gettext(problem.kind.sentence).format(**problem.details)}
    flash(_said(doing))
    return {}


def _do(session: Session, what: tuple[str, str], words: str) -> None:
    reference, doing = what
    if doing == "dispute":
        dispute_report(session, reference, None, words, now())
    elif doing == "escalate":
        escalate_report(session, reference, None, words, now())
    else:
        withdraw_report(session, reference, None, now())


def _said(doing: str) -> str:
    said = {
        "dispute": gettext("Noted. A manager looks at both sides; the answer will stand here."),
        "escalate": gettext("The report is with a manager now; the answer will stand here."),
        "withdraw": gettext("The report is withdrawn."),
    }
    return str(said[doing])
