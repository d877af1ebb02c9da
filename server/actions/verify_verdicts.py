"""Compares every stored verdict with what the facts say, as known when it was given, and as known now. Only reads."""

from bisect import bisect_left
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
from server.db.past_plan import list_moments_of_change, plan_as_it_was
from server.db.rule_book import RuleBook, get_rule_book, read_rule_book
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
    done = in_force = due = after = 0
    differences: list[Difference] = []
    while page := list_stored_verdicts(session, after, AT_ONCE):
        differences += _differences_of(session, book, page, now)
        for stored in page:
            is_due = _is_due(stored, now)
            due += is_due
            in_force += stored.is_in_force and not is_due
        after, done = page[-1].id, done + len(page)
        show("Verdicts compared", done, whole)
    return Verified(done, in_force, due, tuple(differences))


def _differences_of(
    session: Session, book: RuleBook, page: list[StoredVerdict], now: datetime
) -> list[Difference]:
    """Each verdict as known when it was given, by the plan of that time; those in force as known now too."""
    changes = list_moments_of_change(session, min(stored.judged_at for stored in page))
    by_plan: dict[int, list[StoredVerdict]] = {}
    for stored in page:
        by_plan.setdefault(bisect_left(changes, stored.judged_at), []).append(stored)
    found: list[Difference] = []
    for place, of_plan in by_plan.items():
        if place == len(changes):
            known_then = _known_ever(session, book, of_plan, now)
        else:  # any moment before the next change shows the same plan
            with plan_as_it_was(session, max(stored.judged_at for stored in of_plan)):
                known_then = _known_ever(session, read_rule_book(session), of_plan, now)
        for stored in of_plan:
            found += _difference(stored, known_then, _policy_of(stored, book), stored.judged_at)
    standing = [one for one in page if _is_compared_now(one, now)]
    if standing:
        known_now = _known_ever(session, book, standing, now)
        for stored in standing:
            found += _difference(stored, known_now, _policy_of(stored, book), now)
    return found


def _policy_of(stored: StoredVerdict, book: RuleBook) -> Policy:
    by_id = {version.id: version.policy for version in book.policies}
    return by_id.get(stored.policy_id) or book.policy_at(stored.report.made_at).policy


def _is_compared_now(stored: StoredVerdict, now: datetime) -> bool:
    is_standing = stored.is_in_force and stored.report.withdrawn_at is None
    return is_standing and not _is_due(stored, now)


def _known_ever(
    session: Session, book: RuleBook, page: list[StoredVerdict], now: datetime
) -> Known:
    known = gather_known(session, book, [stored.report for stored in page])
    first = min(stored.judged_at for stored in page)
    return with_past_hearing(session, known, (first, now))


def _is_due(stored: StoredVerdict, now: datetime) -> bool:
    again_at = stored.judge_again_at
    return stored.is_in_force and again_at is not None and again_at <= now


def _difference(
    stored: StoredVerdict, known: Known, policy: Policy, moment: datetime
) -> Iterator[Difference]:
    recomputed = answer_of(judge(stored.report, known, policy, moment))
    if recomputed != stored.answer:
        yield Difference(stored.reference, moment, stored.answer, recomputed)


def answer_of(verdict: Verdict) -> Answer:
    """What a verdict answers, to compare with what is stored."""
    return str(verdict.word), verdict.reason, verdict.accepted, verdict.headline.duplicate_of
