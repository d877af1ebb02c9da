"""Rules on time: too early, under way, silent, too late; and what remains: unverified or confirmed.

Timing is judged on when the contact was made, never on when it was keyed or looked at.
"""

from datetime import datetime, time, timedelta

from server.core.evidence import Due, Evidence
from server.core.facts import Report
from server.core.finding import Finding
from server.core.policy import After, Gate, Policy, SameDay
from server.core.rules.street import is_over_at
from server.core.verdict_words import MadeBy, VerdictWord
from server.core.windows import deadline_after
from server.core.working_days import later, moment


def too_early(
    report: Report, evidence: Evidence, policy: Policy, _as_known: datetime
) -> Finding | None:
    """Made before the squad had been, or before the hour of the same-day rule."""
    due = _due(evidence)
    if due is None:
        return None
    done_at = due.recorded.done_at
    if done_at is not None and done_at > report.made_at:
        return Finding(VerdictWord.TOO_EARLY, None, {"done_at": done_at, "before": "completed"})
    opens_at = _opens_at(report, evidence, due, policy)
    if opens_at is None or report.made_at >= opens_at:
        return None
    told: dict[str, object] = {"report_from": opens_at, "before": "hour"}
    return Finding(VerdictWord.TOO_EARLY, None, told | ({"done_at": done_at} if done_at else {}))


def _opens_at(report: Report, evidence: Evidence, due: Due, policy: Policy) -> datetime | None:
    """When the gate that bars this report opens; None where none does."""
    rule = policy.same_day
    if report.made_at >= due.day_end or (rule.staff_bypass and report.made_by is MadeBy.AGENT):
        return None
    if due.collection.move is not None and due.collection.move.report_from is not None:
        return None  # the exception's own time has taken the place of the hour
    if rule.before is Gate.BLOCKED:
        return _hour(rule, evidence, due) or due.day_end
    if due.hearing.on_app or due.recorded.done_at is not None:
        return None  # what the squad records opens the gate: nothing recorded is the other rules' to say
    return _hour(rule, evidence, due) or expected_end(evidence, due, policy)


def _hour(rule: SameDay, evidence: Evidence, due: Due) -> datetime | None:
    if rule.hour is None or rule.after is After.SAME:
        return None
    return moment(due.collection.on, rule.hour, evidence.days)


def expected_end(evidence: Evidence, due: Due, policy: Policy) -> datetime:
    """When the round should be done: its own hour, else the policy's, else the end of the day."""
    hour: time | None = due.round.expected_end or policy.delayed_hour
    if hour is None:
        return due.day_end
    return moment(due.collection.on, hour, evidence.days)


def round_in_progress(
    _report: Report, evidence: Evidence, policy: Policy, as_known: datetime
) -> Finding | None:
    """Not done yet, and the squad was heard not long ago."""
    due = _under_way(evidence, policy, as_known)
    if due is None or as_known >= expected_end(evidence, due, policy):
        return None
    told = {"heard_through": due.hearing.through, "expected": expected_end(evidence, due, policy)}
    return Finding(VerdictWord.ROUND_IN_PROGRESS, None, told)


def delayed(
    report: Report, evidence: Evidence, policy: Policy, as_known: datetime
) -> Finding | None:
    """Not done yet though it should be, and the squad was heard. Accepted where the policy's hour had passed."""
    due = _under_way(evidence, policy, as_known)
    if due is None or as_known < expected_end(evidence, due, policy):
        return None
    told = {"heard_through": due.hearing.through, "expected": expected_end(evidence, due, policy)}
    opened_at = _hour(policy.same_day, evidence, due)
    has_passed = opened_at is not None and report.made_at >= opened_at
    return Finding(VerdictWord.DELAYED, None, told, is_accepted=has_passed)


def awaiting_crew(
    report: Report, evidence: Evidence, policy: Policy, as_known: datetime
) -> Finding | None:
    """The device's silence covers the time that would decide: accepted and held until a deadline."""
    due = _silent(evidence, policy, as_known)
    if due is None or _is_late(report, due) or due.hearing.is_lost:
        return None
    deadline = silence_deadline(report, evidence, policy)
    if as_known >= deadline:
        return None
    told = {"heard_through": due.hearing.through, "deadline": deadline}
    return Finding(VerdictWord.AWAITING_CREW, None, told)


def too_late(
    report: Report, evidence: Evidence, _policy: Policy, _as_known: datetime
) -> Finding | None:
    """The window was over when the contact was made."""
    due = _due(evidence)
    if due is None or not _is_late(report, due):
        return None
    return Finding(VerdictWord.TOO_LATE, None, {"until": due.window_end, "on": due.collection.on})


def unverified(
    report: Report, evidence: Evidence, policy: Policy, as_known: datetime
) -> Finding | None:
    """No record to judge by, and none is coming: the benefit of the doubt."""
    due = _due(evidence)
    if due is None or not due.recorded.place.is_open or due.recorded.own_done_at is not None:
        return None
    told: dict[str, object] = {"on": due.collection.on}
    if not due.hearing.on_app:
        return Finding(VerdictWord.UNVERIFIED, None, told | {"why": "not_on_app"})
    if due.premises.usrn is None:
        return Finding(VerdictWord.UNVERIFIED, None, told | {"why": "street_unknown"})
    if _silent(evidence, policy, as_known) is None:
        return None
    deadline = silence_deadline(report, evidence, policy)
    if not due.hearing.is_lost and as_known < deadline:
        return None
    told |= {"heard_through": due.hearing.through, "deadline": deadline}
    return Finding(VerdictWord.UNVERIFIED, None, told | {"why": "silent"})


def confirmed_missed(
    report: Report, evidence: Evidence, _policy: Policy, _as_known: datetime
) -> Finding | None:
    """The street is complete, nothing speaks against the report, and it is in time: we missed it."""
    due = _due(evidence)
    if due is None or _is_late(report, due):
        return None
    place = due.recorded.place
    if place.completed_at is None or place.completed_at > report.made_at:
        return None
    told: dict[str, object] = {"done_at": place.completed_at, "on": due.collection.on}
    received_at = None if place.shown is None else place.shown.received_at
    return Finding(VerdictWord.CONFIRMED_MISSED, None, told, since=received_at)


def silence_deadline(report: Report, evidence: Evidence, policy: Policy) -> datetime:
    """Until when a report is held for a silent device: counted from when the contact was made."""
    return deadline_after(report.made_at, policy.silence_deadline, evidence.days)


def heard_until(due: Due, policy: Policy) -> datetime | None:
    """The last moment at which a device that was heard then still counts as heard."""
    through = due.hearing.through
    return None if through is None else later(through, timedelta(minutes=policy.heard_within))


def _under_way(evidence: Evidence, policy: Policy, as_known: datetime) -> Due | None:
    due = _undecided(evidence, as_known)
    if due is None:
        return None
    until = heard_until(due, policy)
    return due if until is not None and as_known <= until else None


def _silent(evidence: Evidence, policy: Policy, as_known: datetime) -> Due | None:
    due = _undecided(evidence, as_known)
    if due is None:
        return None
    until = heard_until(due, policy)
    return due if until is None or as_known > until else None


def _undecided(evidence: Evidence, as_known: datetime) -> Due | None:
    """A collection of a squad that records, not known to be over, with nothing known of this place."""
    due = _due(evidence)
    if due is None or not due.hearing.on_app or due.premises.usrn is None:
        return None
    if not due.recorded.place.is_open or due.recorded.own_done_at is not None:
        return None
    over_at = is_over_at(due, as_known)
    is_heard_out = over_at is not None and (
        due.hearing.ended_at is not None
        or (due.hearing.through is not None and due.hearing.through >= over_at)
    )
    return None if is_heard_out else due


def _due(evidence: Evidence) -> Due | None:
    due = evidence.due
    return None if due is None or due.collection.is_cancelled else due


def _is_late(report: Report, due: Due) -> bool:
    return due.window_end is not None and report.made_at >= due.window_end
