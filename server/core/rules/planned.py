"""Rules on the calendar: was a collection due at all, was it cancelled, was it moved?"""

from datetime import datetime

from server.core.calendar import find_next_collection
from server.core.evidence import Due, Evidence
from server.core.facts import Report, ServiceState
from server.core.finding import Finding
from server.core.policy import Policy
from server.core.verdict_words import VerdictWord
from server.core.working_days import day_start


def cancelled(
    _report: Report, evidence: Evidence, _policy: Policy, _as_known: datetime
) -> Finding | None:
    """A calendar exception cancels the collection."""
    due = evidence.due
    if due is None or not due.collection.is_cancelled:
        return None
    return Finding(VerdictWord.CANCELLED, None, _told(evidence, due))


def rescheduled(
    report: Report, evidence: Evidence, _policy: Policy, _as_known: datetime
) -> Finding | None:
    """An exception moved it, and when the contact was made the new time to report from had not come."""
    due = evidence.due
    if due is None or due.collection.is_cancelled or due.collection.move is None:
        return None
    collection = due.collection
    report_from = due.collection.move.report_from
    if report_from is None:
        # of "either of two days" the last counts, unless the squad has been before
        done_at = due.recorded.done_at
        is_done = done_at is not None and done_at <= report.made_at
        report_from = day_start(collection.days[0 if is_done else -1], evidence.days)
    if report.made_at >= report_from:
        return None
    told = _told(evidence, due) | {"days": list(collection.days), "report_from": report_from}
    return Finding(VerdictWord.RESCHEDULED, None, told)


def not_due(
    report: Report, evidence: Evidence, policy: Policy, _as_known: datetime
) -> Finding | None:
    """No collection of the stream in the days before the contact: the wrong week."""
    service = evidence.service
    if evidence.due is not None or service is None or service.state is not ServiceState.ACTIVE:
        return None
    told = {"stream": report.stream, "look_back_days": policy.look_back_days}
    return Finding(VerdictWord.NOT_DUE, None, told | _next_on(evidence))


def _told(evidence: Evidence, due: Due) -> dict[str, object]:
    move = due.collection.move
    told: dict[str, object] = {"on": due.collection.on, "scheduled_on": due.collection.scheduled_on}
    if move is not None and move.message:
        told["message"] = move.message
    return told | _next_on(evidence)


def _next_on(evidence: Evidence) -> dict[str, object]:
    if evidence.round is None or evidence.premises is None:
        return {}
    ward = evidence.premises.ward
    found = find_next_collection(evidence.round, evidence.moves, evidence.made_on, ward)
    return {} if found is None else {"next_on": found.on}
