"""The verdict on a report: every rule speaks, the first in the order of the table is the headline.

`judge` is a pure function of the facts received up to a moment: it reads no clock, and the order in which facts
arrived decides nothing. It answers whatever it is given.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from server.core.evidence import Due, Evidence, gather_evidence
from server.core.facts import ALWAYS, Report
from server.core.finding import Finding, IncidentKey, Verdict
from server.core.known import Known
from server.core.policy import Policy
from server.core.rules import planned, premises, service, street, timing
from server.core.rules.others import OPEN, cluster, earlier_reports, is_still_open
from server.core.verdict_words import PRECEDENCE, VerdictWord, Work
from server.core.working_days import later

__all__ = ["Finding", "IncidentKey", "Verdict", "VerdictWord", "Work", "judge"]

Rule = Callable[[Report, Evidence, Policy, datetime], Finding | None]


def duplicate(
    report: Report, evidence: Evidence, policy: Policy, as_known: datetime
) -> Finding | None:
    """There is an open report already, of this premises or of one that shares its bin store: a me-too."""
    found: list[tuple[Report, Verdict]] = []  # those that others hang on, oldest first
    for earlier in earlier_reports(report, evidence, as_known):
        if _hangs_on(earlier, found, evidence, policy, as_known) is not None:
            continue
        verdict = _judge_alone(earlier, evidence.known, policy, as_known)
        if verdict.accepted or verdict.word in OPEN:
            found.append((earlier, verdict))
    original = _hangs_on(report, found, evidence, policy, as_known)
    if original is None:
        return None
    earlier, verdict = original
    return Finding(
        VerdictWord.DUPLICATE,
        "communal" if earlier.uprn != report.uprn else None,
        {"made_at": earlier.made_at, "verdict": str(verdict.word)},
        is_accepted=verdict.accepted,
        incident=verdict.incident,
        duplicate_of=earlier.id,
    )


def _hangs_on(
    report: Report,
    found: list[tuple[Report, Verdict]],
    evidence: Evidence,
    policy: Policy,
    as_known: datetime,
) -> tuple[Report, Verdict] | None:
    """The first of these reports that was still open when this one was made."""
    for earlier, verdict in found:
        if is_still_open(earlier, report, evidence.known, policy, as_known):
            return earlier, verdict
    return None


def exception_after_the_answer(
    report: Report, evidence: Evidence, policy: Policy, _as_known: datetime
) -> Finding | None:
    """An exception came when the miss had been confirmed: a manager looks, and a return under way goes on."""
    own = premises.exception_of(evidence, policy)
    if own is None:
        return None
    came_at = premises.received_first(evidence, own)
    if came_at <= max(report.received_at, ALWAYS + timedelta(days=1)):
        return None
    before = _judge_alone(report, evidence.known, policy, came_at - timedelta(microseconds=1))
    if before.word is not VerdictWord.CONFIRMED_MISSED:
        return None
    told = {"visit": own.id, "noted_at": own.noted_at, "against": "exception"}
    reason = None if own.reason is None else str(own.reason)
    return Finding(VerdictWord.CONFLICTING_EVIDENCE, reason, told, since=came_at)


RULES: tuple[Rule, ...] = (
    service.unknown_premises,
    service.not_on_service,
    service.other_operator,
    planned.cancelled,
    planned.rescheduled,
    planned.not_due,
    duplicate,
    street.street_no_access,
    street.known_missed,
    exception_after_the_answer,
    cluster,
    premises.proof_of_collection,
    premises.crew_exception,
    premises.collected_with_warning,
    timing.too_early,
    timing.round_in_progress,
    timing.delayed,
    timing.awaiting_crew,
    timing.too_late,
    timing.unverified,
    timing.confirmed_missed,
)
RULES_ALONE: tuple[Rule, ...] = tuple(rule for rule in RULES if rule is not duplicate)
NOTHING_SPOKE = Finding(VerdictWord.UNVERIFIED, None, {"why": "nothing_recorded"})


def judge(report: Report, known: Known, policy: Policy, as_known: datetime) -> Verdict:
    """The verdict on a report as known at a moment. Total: whatever it is given, it answers."""
    return _judge(report, known, policy, as_known, RULES)


def _judge_alone(report: Report, known: Known, policy: Policy, as_known: datetime) -> Verdict:
    """The verdict as if no other report of the same bins had been made."""
    return _judge(report, known, policy, as_known, RULES_ALONE)


def _judge(
    report: Report, known: Known, policy: Policy, as_known: datetime, rules: Iterable[Rule]
) -> Verdict:
    evidence = gather_evidence(report, known, policy, as_known)
    spoken = (rule(report, evidence, policy, as_known) for rule in rules)
    findings = sorted((f for f in spoken if f is not None), key=lambda f: PRECEDENCE[f.word])
    if not findings:
        findings = [NOTHING_SPOKE]
    due = evidence.due
    verdict = Verdict(
        findings[0],
        tuple(findings),
        as_known,
        None if due is None else due.collection,
        None if evidence.premises is None else evidence.premises.usrn,
    )
    is_watched = verdict.asks in (Work.WATCH, Work.HOLD) or verdict.word is VerdictWord.DUPLICATE
    if due is None or not is_watched:
        return verdict
    moments = [timing.silence_deadline(report, evidence, policy)]
    if verdict.asks is not Work.HOLD:  # what is held only waits for its deadline
        moments += _moments_of_day(evidence, due, policy)
    return replace(verdict, judge_again_at=min((m for m in moments if m > as_known), default=None))


def _moments_of_day(evidence: Evidence, due: Due, policy: Policy) -> list[datetime]:
    """The moments at which time alone may change what is watched."""
    moments = [timing.expected_end(evidence, due, policy), due.day_end]
    heard_until = timing.heard_until(due, policy)
    if heard_until is not None:
        moments.append(later(heard_until, timedelta(microseconds=1)))
    return moments
