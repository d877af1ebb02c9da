"""Replays real reports under another policy: which answers would have been others. Changes nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.core.finding import Verdict
from server.core.history import is_changed
from server.core.policy import Policy
from server.core.returns import return_due_at
from server.core.sentences import Reader, Sentence, sentence_of
from server.core.verdict_words import VerdictWord, Work
from server.core.verdicts import judge
from server.db.known import gather_known
from server.db.reports_made import (
    FIRST_ID,
    ReportMade,
    Span,
    count_reports_made,
    list_reports_made,
)
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
    """A report that is answered otherwise under the policy that is tried; with what the resident is told."""

    reference: str
    address: str
    made_at: datetime
    before: Answer
    after: Answer
    said_before: Sentence
    said_after: Sentence


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all reports tried: how many are accepted, and how many lead to a return (me-toos not counted)."""

    accepted: int = 0
    returns: int = 0


@dataclass(frozen=True, slots=True)
class Tried:
    """The comparison. `one_in`: one in so many reports of the span was tried; `left_out`: how many were not."""

    reports: int
    left_out: int
    one_in: int
    before: Totals
    after: Totals
    flips: tuple[Flip, ...]

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """How many went from which word to which, the most first."""
        counts = Counter((str(f.before.word), str(f.after.word)) for f in self.flips)
        return [(before, after, count) for (before, after), count in counts.most_common()]

    def examples(self, before: str, after: str, most: int) -> list[Flip]:
        """Some of those that went from one word to the other, spread over the span."""
        found = [f for f in self.flips if (f.before.word, f.after.word) == (before, after)]
        return found[:: max(1, len(found) // most)][:most]


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try: a policy, on the reports of so many weeks; where there are more than `most`, on a sample of them."""

    policy: Policy
    weeks: int
    most: int = 1_000_000


def try_policy(session: Session, trial: Trial, now: datetime, show: Show) -> Tried:
    """Judge each report under the policy it was judged by and under this one, from all facts received up to now."""
    since = now - timedelta(weeks=trial.weeks)
    book, whole = get_rule_book(session), count_reports_made(session, since, now)
    span = Span(now, one_in(whole, trial.most))
    to_do = whole // span.one_in
    pairs: list[_Pair] = []
    after = (since, FIRST_ID)
    while page := list_reports_made(session, after, span, AT_ONCE):
        pairs += _judge_both(session, book, page, trial.policy, now)
        after = (page[-1].fact.made_at, page[-1].fact.id)
        show("Reports tried", min(len(pairs), to_do), to_do)
    return Tried(
        reports=len(pairs),
        left_out=whole - len(pairs),
        one_in=span.one_in,
        before=_totals([pair.before for pair in pairs]),
        after=_totals([pair.after for pair in pairs]),
        flips=tuple(_flip(pair, book, trial.policy) for pair in pairs if pair.is_flip),
    )


def one_in(whole: int, most: int) -> int:
    """Of so many reports, at most `most` are tried: one in how many is that?"""
    return max(1, -(-whole // most))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A report with its verdict under the policy in force when it was made, and under the one that is tried."""

    report: ReportMade
    now: Verdict
    then: Verdict

    @property
    def before(self) -> Answer:
        return _answer(self.now)

    @property
    def after(self) -> Answer:
        return _answer(self.then)

    @property
    def is_flip(self) -> bool:
        return is_changed(self.now, self.then)


def _judge_both(
    session: Session, book: RuleBook, page: list[ReportMade], policy: Policy, now: datetime
) -> list[_Pair]:
    known = gather_known(session, book, [one.fact for one in page])
    return [
        _Pair(
            one,
            judge(one.fact, known, book.policy_at(one.fact.made_at).policy, now),
            judge(one.fact, known, policy, now),
        )
        for one in page
    ]


def _answer(verdict: Verdict) -> Answer:
    returns = verdict.asks is Work.RETURN
    return Answer(verdict.word, verdict.reason, verdict.accepted, returns)


def _flip(pair: _Pair, book: RuleBook, policy: Policy) -> Flip:
    one, made_at = pair.report, pair.report.fact.made_at
    return Flip(
        reference=one.reference,
        address=one.address,
        made_at=made_at,
        before=pair.before,
        after=pair.after,
        said_before=_said(pair.now, book, book.policy_at(made_at).policy, made_at),
        said_after=_said(pair.then, book, policy, made_at),
    )


def _said(verdict: Verdict, book: RuleBook, policy: Policy, made_at: datetime) -> Sentence:
    """What the resident is told, with a return made when the report was."""
    returns = verdict.asks is Work.RETURN
    due_at = return_due_at(made_at, policy, book.days) if returns else None
    return sentence_of(verdict.headline, Reader.RESIDENT, book.reasons, due_at)


def _totals(answers: list[Answer]) -> Totals:
    return Totals(sum(a.accepted for a in answers), sum(a.returns for a in answers))
