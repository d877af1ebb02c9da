"""Judges reports over one gathered pool and keeps what changed: verdicts, incidents, returns, notifications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.give_returns import give_to_squads
from server.actions.keep_incidents import ask_for_returns, ensure_incidents
from server.actions.new_ids import new_id
from server.core.facts import Report
from server.core.finding import Verdict
from server.core.history import is_changed, is_told
from server.core.incidents import IncidentKept, Place
from server.core.known import Known
from server.core.returns import return_due_at
from server.core.verdict_words import VerdictWord, Work
from server.core.verdicts import judge
from server.db.known import gather_known
from server.db.policies import PolicyVersion
from server.db.reports import Found, StoredReport, note_found
from server.db.returns import NewReturn, add_returns
from server.db.rule_book import RuleBook
from server.db.verdicts import GivenVerdict, NewVerdict, add_verdicts, find_in_force, notify

CLOCKS_APART = timedelta(seconds=5)  # how far the clocks of two web servers may differ


@dataclass(frozen=True, slots=True)
class Judged:
    """A report with its verdict, the policy it was judged under and the answer that was in force before."""

    stored: StoredReport
    verdict: Verdict
    policy: PolicyVersion
    before: GivenVerdict | None

    @property
    def report(self) -> Report:
        """What was judged."""
        return self.stored.fact

    @property
    def is_news(self) -> bool:
        """Is the headline another than the one in force?"""
        before, verdict = self.before, self.verdict
        return before is None or is_changed(before, verdict)

    @property
    def is_told(self) -> bool:
        """Is a notification due?"""
        return self.before is not None and is_told(self.before, self.verdict)

    @property
    def is_changed(self) -> bool:
        """Is there anything to keep: another headline, or another report that it repeats?"""
        before, duplicate_of = self.before, self.verdict.headline.duplicate_of
        return before is None or self.is_news or before.duplicate_of != duplicate_of


def judge_and_keep(
    session: Session, book: RuleBook, reports: Sequence[StoredReport], now: datetime
) -> list[Judged]:
    """Judge stored reports as known now and keep what changed; a fixed number of statements for all of them."""
    if not reports:
        return []
    known = gather_known(session, book, [stored.fact for stored in reports])
    return judge_with(session, book, known, reports, now)


def judge_with(
    session: Session, book: RuleBook, known: Known, reports: Sequence[StoredReport], now: datetime
) -> list[Judged]:
    """The same over a pool gathered before, which bears on these reports too."""
    if not reports:
        return []
    in_force = find_in_force(session, [stored.fact.id for stored in reports])
    as_known = _as_known(known, now)
    judged = []
    for stored in reports:
        policy = book.policy_at(stored.fact.made_at)
        verdict = judge(stored.fact, known, policy.policy, as_known)
        judged.append(Judged(stored, verdict, policy, in_force.get(stored.fact.id)))
    _keep(session, judged, known, as_known)
    return judged


def _as_known(known: Known, now: datetime) -> datetime:
    """Now, or a little later where another server's clock, a little ahead, has stamped what can be seen here."""
    received = [v.received_at for v in known.visits] + [h.received_at for h in known.heard]
    received += [r.received_at for r in known.reports]
    return max((at for at in received if now < at <= now + CLOCKS_APART), default=now)


def _keep(session: Session, judged: list[Judged], known: Known, as_known: datetime) -> None:
    changed = [one for one in judged if one.is_changed]
    keys = [one.verdict.incident for one in changed if one.verdict.incident is not None]
    incidents = ensure_incidents(session, keys, as_known) if keys else {}
    note_found(session, [_found(one) for one in judged])
    given = add_verdicts(session, [_new(one, incidents) for one in changed], as_known)
    news = {one.report.id: given[one.report.id] for one in changed if one.is_told}
    notify(session, "verdict_changed", news, as_known)
    _ask_for_returns(session, changed, known, as_known)


def _found(one: Judged) -> Found:
    collection = one.verdict.collection
    if collection is not None:
        found = (collection.round_id, collection.on)
        return Found(one.report.id, *found, one.verdict.judge_again_at)
    if one.verdict.word is VerdictWord.UNKNOWN_PREMISES:  # what was found by other means stays
        return Found(one.report.id, one.stored.round_id, one.stored.on, None)
    return Found(one.report.id, None, None, one.verdict.judge_again_at)


def _new(one: Judged, incidents: dict[Place, IncidentKept]) -> NewVerdict:
    key = one.verdict.incident
    return NewVerdict(
        one.report.id,
        one.verdict.findings,
        one.policy.id,
        None if key is None else incidents[key.place].id,
    )


def _ask_for_returns(
    session: Session, changed: list[Judged], known: Known, as_known: datetime
) -> None:
    wanted = [one for one in changed if one.verdict.asks is Work.RETURN]
    of_policy: dict[int | None, list[Judged]] = {}
    for one in wanted:
        of_policy.setdefault(one.policy.id, []).append(one)
    for same in of_policy.values():
        keys = {k.place: k for one in same if (k := one.verdict.incident) is not None}
        ask_for_returns(session, keys.values(), (same[0].policy.policy, known.days), as_known)
        alone = [one for one in same if one.verdict.incident is None]
        new = [r for one in alone if (r := _return_of(one, known, as_known)) is not None]
        rules = (same[0].policy.policy, known.days)
        add_returns(session, give_to_squads(session, new, rules, as_known), as_known)


def _return_of(one: Judged, known: Known, as_known: datetime) -> NewReturn | None:
    collection, usrn = one.verdict.collection, one.verdict.usrn
    if collection is None or usrn is None:
        return None
    a_round = known.rounds.get(collection.round_id)
    shifts = known.shifts_of(collection.round_id, collection.days)
    standing = [s.squad for s in shifts if s.squad and s.is_known(as_known)]
    squad = next(iter(standing), a_round.squad if a_round else None)
    return NewReturn(
        id=new_id(as_known),
        round_id=collection.round_id,
        on=collection.on,
        usrn=usrn,
        due_at=return_due_at(as_known, one.policy.policy, known.days),
        report_id=one.report.id,
        uprn=one.report.uprn,
        squad=squad,
    )
