"""Compares every stored verdict with what the facts say, as known when it was given, and as known now. Only reads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.finding import Verdict
from server.core.known import Known
from server.core.policy import Policy
from server.core.verdicts import judge
from server.db.heard_history import with_past_hearing
from server.db.known import gather_known
from server.db.rule_book import RuleBook, get_rule_book
from server.db.stored_verdicts import StoredVerdict, count_verdicts, list_stored_verdicts

AT_ONCE = 5000
Answer = tuple[str, str | None, bool, str | None]
Show = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A verdict that the facts do not give. `as_known`: the moment of which they were asked."""

    reference: str
    as_known: datetime
    stored: Answer
    recomputed: Answer


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared. `due`: in force, but a deadline has passed that will have them judged again."""

    verdicts: int
    in_force: int
    due: int
    differences: tuple[Difference, ...]


def verify_verdicts(session: Session, now: datetime, show: Show) -> Verified:
    """Judge anew, some thousands at once, and compare; `show` is told the stage, how many are done, of how many."""
    book, whole = get_rule_book(session), count_verdicts(session)
    policies = {version.id: version.policy for version in book.policies}
    done = in_force = due = after = 0
    differences: list[Difference] = []
    while page := list_stored_verdicts(session, after, AT_ONCE):
        known = _known_ever(session, book, page, now)
        for stored in page:
            policy = policies.get(stored.policy_id) or book.policy_at(stored.report.made_at).policy
            differences += _differences(stored, known, policy, now)
            is_due = _is_due(stored, now)
            due += is_due
            in_force += stored.is_in_force and not is_due
        after, done = page[-1].id, done + len(page)
        show("Verdicts compared", done, whole)
    return Verified(done, in_force, due, tuple(differences))


def _known_ever(
    session: Session, book: RuleBook, page: list[StoredVerdict], now: datetime
) -> Known:
    known = gather_known(session, book, [stored.report for stored in page])
    first = min(stored.judged_at for stored in page)
    return with_past_hearing(session, known, (first, now))


def _is_due(stored: StoredVerdict, now: datetime) -> bool:
    again_at = stored.judge_again_at
    return stored.is_in_force and again_at is not None and again_at <= now


def _differences(
    stored: StoredVerdict, known: Known, policy: Policy, now: datetime
) -> Iterator[Difference]:
    moments = [stored.judged_at]
    is_standing = stored.is_in_force and stored.report.withdrawn_at is None
    if is_standing and not _is_due(stored, now):
        moments.append(now)
    for moment in moments:
        recomputed = answer_of(judge(stored.report, known, policy, moment))
        if recomputed != stored.answer:
            yield Difference(stored.reference, moment, stored.answer, recomputed)


def answer_of(verdict: Verdict) -> Answer:
    """What a verdict answers, to compare with what is stored."""
    return str(verdict.word), verdict.reason, verdict.accepted, verdict.headline.duplicate_of
