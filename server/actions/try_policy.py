"""Replays real reports under another policy: which answers would have been others. Changes nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.core.finding import Verdict
from server.core.history import is_changed
from server.core.policy import Policy
from server.core.verdict_words import VerdictWord, Work
from server.core.verdicts import judge
from server.db.known import gather_known
from server.db.reports_made import FIRST_ID, ReportMade, count_reports_made, list_reports_made
from server.db.rule_book import RuleBook, get_rule_book

AT_ONCE = 4000
Show = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, as far as policies are compared by it."""

    word: VerdictWord
    reason: str | None
    accepted: bool
    returns: bool


@dataclass(frozen=True, slots=True)
class Flip:
    """A report that is answered otherwise under the policy that is tried."""

    reference: str
    address: str
    made_at: datetime
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all reports tried: how many are accepted, and how many lead to a return (me-toos not counted)."""

    accepted: int = 0
    returns: int = 0


@dataclass(frozen=True, slots=True)
class Tried:
    """The comparison. `left_out`: reports of the span beyond the most that were asked for."""

    reports: int
    left_out: int
    before: Totals
    after: Totals
    flips: tuple[Flip, ...]

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """How many went from which word to which, the most first."""
        counts = Counter((str(f.before.word), str(f.after.word)) for f in self.flips)
        return [(before, after, count) for (before, after), count in counts.most_common()]


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try: a policy, on the reports of so many weeks, at most so many of them."""

    policy: Policy
    weeks: int
    most: int = 1_000_000


def try_policy(session: Session, trial: Trial, now: datetime, show: Show) -> Tried:
    """Judge each report under the policy it was judged by and under this one, from all facts received up to now."""
    since = now - timedelta(weeks=trial.weeks)
    book, whole = get_rule_book(session), count_reports_made(session, since, now)
    to_do = min(whole, trial.most)
    pairs: list[tuple[ReportMade, Answer, Answer]] = []
    after = (since, FIRST_ID)
    while len(pairs) < to_do:
        page = list_reports_made(session, after, now, min(AT_ONCE, to_do - len(pairs)))
        if not page:
            break
        pairs += _judge_both(session, book, page, trial.policy, now)
        after = (page[-1].fact.made_at, page[-1].fact.id)
        show("Reports tried", len(pairs), to_do)
    return Tried(
        reports=len(pairs),
        left_out=whole - len(pairs),
        before=_totals([before for _, before, _ in pairs]),
        after=_totals([then for _, _, then in pairs]),
        flips=tuple(_flip(one, a, b) for one, a, b in pairs if is_changed(a, b)),
    )


def _judge_both(
    session: Session, book: RuleBook, page: list[ReportMade], policy: Policy, now: datetime
) -> list[tuple[ReportMade, Answer, Answer]]:
    known = gather_known(session, book, [one.fact for one in page])
    return [
        (
            one,
            _answer(judge(one.fact, known, book.policy_at(one.fact.made_at).policy, now)),
            _answer(judge(one.fact, known, policy, now)),
        )
        for one in page
    ]


def _answer(verdict: Verdict) -> Answer:
    returns = verdict.asks is Work.RETURN
    return Answer(verdict.word, verdict.reason, verdict.accepted, returns)


def _flip(one: ReportMade, before: Answer, after: Answer) -> Flip:
    return Flip(one.reference, one.address, one.fact.made_at, before, after)


def _totals(answers: list[Answer]) -> Totals:
    return Totals(sum(a.accepted for a in answers), sum(a.returns for a in answers))
