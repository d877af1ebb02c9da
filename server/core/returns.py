"""Going back: by when, and what may be done about an answer: escalate, dispute."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from server.core.facts import CouncilDays, Cycle, Report, ReturnAnswer
from server.core.finding import Verdict
from server.core.policy import Policy
from server.core.verdict_words import VerdictWord
from server.core.windows import deadline_after
from server.core.working_days import add_working_days, local_date, moment
from sync.words import ReturnOutcome

MISSED = frozenset(
    {
        VerdictWord.KNOWN_MISSED,
        VerdictWord.CONFLICTING_EVIDENCE,
        VerdictWord.UNVERIFIED,
        VerdictWord.CONFIRMED_MISSED,
    }
)


def return_due_at(made_at: datetime, policy: Policy, days: CouncilDays) -> datetime:
    """By when a return made at a moment is to be done."""
    return deadline_after(made_at, policy.return_within, days)


def choose_squad(own: str | None, near: Sequence[str]) -> str | None:
    """Who goes back. `near`: the squads of the stream that are out near the place, nearest first.

    Its own squad if that is among them, else the nearest; while nobody is, its own when it is out next.
    """
    if own in near or not near:
        return own
    return near[0]


def is_returned(answers: Iterable[ReturnAnswer], as_known: datetime) -> bool:
    """Was it gone back to with success, as known? A return that failed leaves the report open."""
    known = [a for a in answers if a.is_known(as_known)]
    last = max(known, key=lambda a: (a.at, a.outcome), default=None)
    return last is not None and last.outcome is ReturnOutcome.RETURNED


def escalation_window(
    report: Report, cycle: Cycle, policy: Policy, days: CouncilDays
) -> tuple[datetime, datetime] | None:
    """From when until when (not included) an open missed report may be escalated; None where the policy has none."""
    rule = policy.escalation
    if rule is None:
        return None
    first_on = add_working_days(local_date(report.made_at, days), rule.working_days, days)
    last_on = add_working_days(first_on, rule.open_for.get(cycle, 1), days)
    return moment(first_on, rule.hour, days), moment(last_on, rule.hour, days)


def may_escalate(verdict: Verdict, is_done: bool, window: tuple[datetime, datetime] | None) -> bool:  # noqa: FBT001 - a fact, no mode
    """May it be escalated now: missed, still open, within the window?"""
    if window is None or is_done or verdict.word not in MISSED:
        return False
    return window[0] <= verdict.as_known < window[1]


def may_dispute(verdict: Verdict, disputes_made: int = 0) -> bool:
    """May the answer be disputed now: a disputable reason, in time, and not disputed before?"""
    until = verdict.headline.evidence.get("dispute_until")
    if not verdict.headline.is_disputable or not isinstance(until, datetime):
        return False
    return disputes_made == 0 and verdict.as_known < until
