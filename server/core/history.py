"""How the answer to a report came to be: every headline it had, at each moment at which one could change."""

from datetime import datetime
from itertools import pairwise
from typing import Protocol

from server.core.facts import ALWAYS, FOREVER, Report
from server.core.finding import Verdict
from server.core.known import Known
from server.core.policy import Policy
from server.core.verdict_words import VerdictWord, Work
from server.core.verdicts import judge

MOST = 10_000  # steps; a report has a few dozen
WAITING = frozenset({VerdictWord.ROUND_IN_PROGRESS, VerdictWord.DELAYED, VerdictWord.AWAITING_CREW})


class Answer(Protocol):
    """A verdict, as judged or as it was given."""

    @property
    def word(self) -> VerdictWord:
        """The headline's word."""

    @property
    def reason(self) -> str | None:
        """The headline's reason."""

    @property
    def accepted(self) -> bool:
        """Is the report accepted?"""


def headlines(report: Report, known: Known, policy: Policy, until: datetime) -> list[Verdict]:
    """The verdicts that were given up to a moment, oldest first: the first, and each with a changed headline."""
    moments = sorted(_moments(known, report.received_at, until))
    verdict = judge(report, known, policy, report.received_at)
    given, at, steps = [verdict], report.received_at, 0
    while steps < MOST:
        steps += 1
        ahead = [m for m in moments if m > at][:1]
        if verdict.judge_again_at is not None:
            ahead.append(verdict.judge_again_at)
        at = min(ahead, default=FOREVER)
        if at > until:
            return given
        verdict = judge(report, known, policy, at)
        if is_changed(given[-1], verdict):
            given.append(verdict)
    return given


def is_changed(before: Answer, after: Answer) -> bool:
    """Is it another headline? Other evidence for the same answer is no news; to be refused after all is."""
    was = (before.word, before.reason, before.accepted)
    return was != (after.word, after.reason, after.accepted)


def is_told(before: Answer, after: Answer) -> bool:
    """Is somebody notified of the change? Not while it only goes from one kind of waiting to another.

    Whoever was accepted and no longer is, is always told.
    """
    if not is_changed(before, after):
        return False
    still_waits = before.word in WAITING and after.word in WAITING
    return not still_waits or (before.accepted and not after.accepted)


def count_told(given: list[Verdict]) -> int:
    """How many notifications these answers, in order, have caused. The first is the reply itself."""
    return sum(1 for before, after in pairwise(given) if is_told(before, after))


def has_return(given: list[Verdict]) -> bool:
    """Has any of these answers made a return? One that is under way is never cancelled."""
    return any(v.asks is Work.RETURN for v in given)


def _moments(known: Known, after: datetime, until: datetime) -> set[datetime]:
    """When anything was received in between."""
    found = {v.received_at for v in known.visits} | {r.received_at for r in known.reports}
    found |= {v.retracted_at for v in known.visits if v.retracted_at is not None}
    found |= {s.end_received_at for s in known.shifts if s.end_received_at is not None}
    found |= {s.known_from for s in known.shifts}
    found |= {h.received_at for h in known.heard}
    found |= {h.lost_at for h in known.heard if h.lost_at is not None}
    found |= {m.received_at for m in known.moves} | {a.received_at for a in known.returns}
    found |= {a.retracted_at for a in known.returns if a.retracted_at is not None}
    found |= {m.withdrawn_at for m in known.moves if m.withdrawn_at is not None}
    found |= {r.withdrawn_at for r in known.reports if r.withdrawn_at is not None}
    return {m for m in found if m > ALWAYS and after < m <= until}
