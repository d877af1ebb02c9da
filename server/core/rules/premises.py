"""Rules on what a squad recorded at the premises itself: exceptions, warnings, and evidence against a report."""

from datetime import datetime

from server.core.evidence import Evidence
from server.core.facts import ReasonBook, Report, Visit
from server.core.finding import Finding
from server.core.known import Known
from server.core.policy import Policy
from server.core.statements import DONE
from server.core.verdict_words import VerdictWord, Work
from server.core.windows import deadline_after


def exception_of(evidence: Evidence, policy: Policy) -> Visit | None:
    """What the squad recorded against this bin, where the policy lets it bar a report."""
    own = evidence.due.recorded.own if evidence.due is not None else None
    if own is None or own.reason is None or own.outcome in DONE:
        return None  # without a reason nothing was recorded against it
    if _is_emptied(own, evidence.known.reasons):
        return None
    return own if policy.is_lockout(own.reason) else None


def crew_exception(
    report: Report, evidence: Evidence, policy: Policy, _as_known: datetime
) -> Finding | None:
    """A reason was recorded for this bin on this collection. It is said, and where it may be, disputable."""
    own = exception_of(evidence, policy)
    if own is None:
        return None
    flags = evidence.known.reasons.get(own.reason) if own.reason is not None else None
    since = max(own.received_at, report.received_at)
    is_disputable = flags is not None and flags.disputable
    told = _told(own)
    if is_disputable:
        told["dispute_until"] = deadline_after(since, policy.dispute, evidence.days)
    returns = flags is not None and flags.returns
    return Finding(
        VerdictWord.CREW_EXCEPTION,
        _reason(own),
        told,
        work=Work.RETURN if returns else None,
        is_disputable=is_disputable,
        since=since,
    )


def collected_with_warning(
    _report: Report, evidence: Evidence, _policy: Policy, _as_known: datetime
) -> Finding | None:
    """Emptied, and the resident warned."""
    own = evidence.due.recorded.own if evidence.due is not None else None
    if own is None or own.reason is None:
        return None
    if own.outcome not in DONE and not _is_emptied(own, evidence.known.reasons):
        return None
    return Finding(
        VerdictWord.COLLECTED_WITH_WARNING, _reason(own), _told(own), since=own.received_at
    )


def proof_of_collection(
    report: Report, evidence: Evidence, _policy: Policy, _as_known: datetime
) -> Finding | None:
    """This very bin was recorded as emptied before the contact, and yet it is reported, in time."""
    due = evidence.due
    own = due.recorded.own if due is not None else None
    if due is None or own is None or own.outcome not in DONE or own.reason is not None:
        return None
    is_late = due.window_end is not None and report.made_at >= due.window_end
    if own.noted_at > report.made_at or is_late:
        return None
    told = _told(own) | {"against": "proof"}
    return Finding(VerdictWord.CONFLICTING_EVIDENCE, None, told, since=own.received_at)


def received_first(evidence: Evidence, own: Visit) -> datetime:
    """When any exception for this premises and collection was first received."""
    due = evidence.due
    known: Known = evidence.known
    if due is None or due.premises.usrn is None:
        return own.received_at
    visits = known.visits_of(due.collection.round_id, due.collection.days, due.premises.usrn)
    return min(
        (v.received_at for v in visits if v.uprn == own.uprn and v.outcome not in DONE),
        default=own.received_at,
    )


def _is_emptied(visit: Visit, reasons: ReasonBook) -> bool:
    flags = reasons.get(visit.reason) if visit.reason is not None else None
    return flags is not None and flags.emptied


def _told(visit: Visit) -> dict[str, object]:
    told: dict[str, object] = {"visit": visit.id, "noted_at": visit.noted_at}
    if visit.material is not None:
        told["material"] = visit.material
    if visit.container is not None:
        told["container"] = visit.container
    return told


def _reason(visit: Visit) -> str | None:
    return None if visit.reason is None else str(visit.reason)
