"""Rules on a street or entry that was not reached or not completed: one incident for all who report it."""

from datetime import datetime

from server.core.evidence import Due, Evidence
from server.core.facts import ReasonBook, Report, Visit
from server.core.finding import Finding, IncidentKey
from server.core.policy import Policy
from server.core.rules.premises import exception_of
from server.core.verdict_words import IncidentCause, VerdictWord, Work
from sync.words import Outcome, Reason


def street_no_access(
    _report: Report, evidence: Evidence, policy: Policy, _as_known: datetime
) -> Finding | None:
    """The street or entry could not be reached: parked vehicles, a locked gate, works."""
    due = evidence.due
    shown = _outstanding(due)
    if due is None or shown is None or not _is_no_access(shown, evidence.known.reasons):
        return None
    return Finding(
        VerdictWord.STREET_NO_ACCESS,
        _reason(shown.reason),
        _told(due, shown),
        work=_work(shown, evidence.known.reasons, policy),
        incident=_incident_of(due, shown, IncidentCause.NO_ACCESS),
        since=shown.received_at,
    )


def _work(shown: Visit, reasons: ReasonBook, policy: Policy) -> Work:
    """Go back, where the council does for that reason; else a manager decides."""
    if not policy.returns_on_no_access:
        return Work.NOTHING
    flags = reasons.get(shown.reason) if shown.reason is not None else None
    return Work.RETURN if flags is None or flags.returns else Work.REVIEW


def known_missed(
    _report: Report, evidence: Evidence, policy: Policy, as_known: datetime
) -> Finding | None:
    """The street was not completed, or is still outstanding once the collection is over and the device was heard."""
    due = evidence.due
    if due is None or due.recorded.own_done_at is not None:
        return None
    shown = _outstanding(due)
    has_been_there = exception_of(evidence, policy) is not None
    if shown is not None:
        if _is_no_access(shown, evidence.known.reasons):
            return None
        if has_been_there and shown.outcome is Outcome.PARTLY_COMPLETED:
            return (
                None  # to this very bin: it is of the part that was done, whatever its number says
            )
        key = _incident_of(due, shown, IncidentCause.NOT_COMPLETED)
        told = _told(due, shown)
        return Finding(
            VerdictWord.KNOWN_MISSED,
            _reason(shown.reason),
            told,
            incident=key,
            since=shown.received_at,
        )
    # an exception says that the squad has been to this very bin: the rest of the street does not matter to it
    return None if has_been_there else _unfinished(due, as_known)


def _unfinished(due: Due, as_known: datetime) -> Finding | None:
    hearing = due.hearing
    if not due.recorded.place.is_open or not hearing.on_app or due.premises.usrn is None:
        return None
    over_at = is_over_at(due, as_known)
    if over_at is None or (hearing.ended_at is None and not _heard_out(due, over_at)):
        return None
    told = {"over_at": over_at, "heard_through": hearing.through} | _caught_up(due)
    return Finding(
        VerdictWord.KNOWN_MISSED,
        _reason(hearing.end_reason),
        told,
        incident=_unfinished_incident(due),
    )


def is_over_at(due: Due, as_known: datetime) -> datetime | None:
    """When the collection was over, as known: closed by its squad, else its day has passed. None: it is not."""
    if due.hearing.ended_at is not None:
        return due.hearing.ended_at
    return due.day_end if due.day_end <= as_known else None


def _heard_out(due: Due, over_at: datetime) -> bool:
    return due.hearing.through is not None and due.hearing.through >= over_at


def _outstanding(due: Due | None) -> Visit | None:
    """The statement that leaves the place undone; None where the premises itself was emptied all the same."""
    if due is None or due.recorded.own_done_at is not None or due.recorded.place.is_done:
        return None
    return due.recorded.place.shown


def _is_no_access(visit: Visit, reasons: ReasonBook) -> bool:
    if visit.outcome is not Outcome.NOT_COLLECTED or visit.reason is None:
        return False
    flags = reasons.get(visit.reason)
    return flags is not None and flags.no_access


def _incident_of(due: Due, shown: Visit, cause: IncidentCause) -> IncidentKey:
    """Of "either of two days" it is an incident of the day on which it was stated."""
    return IncidentKey(
        due.collection.round_id, shown.on, shown.usrn, shown.entry_id, cause, shown.reason
    )


def _unfinished_incident(due: Due) -> IncidentKey | None:
    collection, hearing, usrn = due.collection, due.hearing, due.premises.usrn
    if usrn is None:
        return None
    on = hearing.ended_on or collection.on
    cause = IncidentCause.UNFINISHED
    return IncidentKey(collection.round_id, on, usrn, None, cause, hearing.end_reason)


def _told(due: Due, shown: Visit) -> dict[str, object]:
    told: dict[str, object] = {
        "visit": shown.id,
        "noted_at": shown.noted_at,
        "outcome": str(shown.outcome),
        "contested": due.recorded.place.contested,
    }
    if shown.entry_id is not None:
        told["entry"] = shown.entry_id
    return told | _caught_up(due)


def _caught_up(due: Due) -> dict[str, object]:
    at = due.recorded.caught_up_at
    return {} if at is None else {"caught_up_at": at}


def _reason(reason: Reason | None) -> str | None:
    return None if reason is None else str(reason)
