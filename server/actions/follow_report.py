"""The story of a report: every answer in order, what came of the return, and what the reader can do now."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from server.actions.judge_report import hash_of_token
from server.actions.report_told import ReportStory, ReturnStory, VerdictGiven
from server.core.facts import CouncilDays, Cycle, ReasonBook
from server.core.policy import Policy
from server.core.problems import Problem
from server.core.returns import MISSED, escalation_window
from server.core.sentences import Reader, Sentence, sentence_of
from server.core.stories import Standing, next_step
from server.core.verdict_words import Work
from server.db.calendar import find_rounds, get_council_days
from server.db.disputes import (
    Decision,
    Dispute,
    find_dispute,
    find_escalation,
    list_decisions,
)
from server.db.policies import list_policies_in_force, list_reasons, policy_at
from server.db.report_photos import list_report_photos
from server.db.report_story import DecidedByHand, find_decided_by_hand, get_report_shown
from server.db.reports import StoredReport, find_by_reference
from server.db.returns import ReturnKept, list_returns_of
from server.db.verdicts import GivenVerdict, list_verdicts


@dataclass(frozen=True, slots=True)
class _Around:
    """What the story is told with."""

    stored: StoredReport
    given: list[GivenVerdict]
    returns: list[ReturnKept]
    reasons: ReasonBook
    policy: Policy
    days: CouncilDays
    cycle: Cycle
    now: datetime
    dispute: Dispute | None
    escalation: Dispute | None
    decisions: list[Decision]
    by_hand: DecidedByHand | None


def follow_report(
    session: Session, reference: str, link_token: str | None, now: datetime
) -> ReportStory:
    """The story of a report, by its secret link's token, or with None where the edge has authorised staff.

    Raises Problem `report.not_found` for an unknown reference and for a wrong token alike.
    """
    stored = get_report(session, reference, link_token)
    shown = get_report_shown(session, stored.fact.id)
    around = _around(session, stored, now)
    standing = _standing(around)
    return ReportStory(
        report_id=UUID(stored.fact.id),
        reference=stored.reference,
        stream=stored.fact.stream,
        stream_name=shown.stream_name,
        bin_name=shown.bin_name,
        uprn=stored.fact.uprn,
        address=shown.address,
        street=shown.street,
        made_at=stored.fact.made_at,
        collection_on=stored.on,
        verdicts=tuple(_verdict(one, around) for one in around.given),
        returns=tuple(_return(one, now) for one in around.returns if one.cancelled_at is None),
        withdrawn_at=stored.fact.withdrawn_at,
        may_dispute=standing.may_dispute,
        may_escalate=standing.may_escalate,
        may_withdraw=standing.may_withdraw,
        what_next=next_step(standing),
        dispute=around.dispute,
        escalation=around.escalation,
        decisions=tuple(around.decisions),
        incident_id=around.given[-1].incident_id,
        by_hand=around.by_hand,
        photos=tuple(list_report_photos(session, stored.fact.id)),
    )


def get_report(session: Session, reference: str, link_token: str | None) -> StoredReport:
    """The report, if the token (where one is given) is that of its link. Raises Problem `report.not_found`."""
    stored = find_by_reference(session, reference.strip().upper())
    if stored is None:
        raise Problem("report.not_found")
    if link_token is not None and not hmac.compare_digest(
        hash_of_token(link_token), stored.link_hash
    ):
        raise Problem("report.not_found")
    return stored


def _around(session: Session, stored: StoredReport, now: datetime) -> _Around:
    rounds = find_rounds(session, [stored.round_id]) if stored.round_id is not None else {}
    a_round = rounds.get(stored.round_id or "")
    return _Around(
        stored=stored,
        given=list_verdicts(session, stored.fact.id),
        returns=list_returns_of(session, [stored.fact.id]),
        reasons=list_reasons(session),
        policy=policy_at(list_policies_in_force(session), stored.fact.made_at).policy,
        days=get_council_days(session),
        cycle=Cycle.WEEKLY if a_round is None else a_round.cycle,
        now=now,
        dispute=find_dispute(session, stored.fact.id),
        escalation=find_escalation(session, stored.fact.id),
        decisions=list_decisions(session, stored.fact.id),
        by_hand=find_decided_by_hand(session, stored.fact.id),
    )


def _standing(around: _Around) -> Standing:
    """How it stands now."""
    last = around.given[-1].headline
    answered = [r for r in around.returns if r.answered_at is not None]
    waiting = [r for r in around.returns if r.is_open]
    outcome = answered[-1].outcome if answered else None
    is_open = around.stored.fact.withdrawn_at is None
    window = escalation_window(around.stored.fact, around.cycle, around.policy, around.days)
    in_window = window is not None and window[0] <= around.now < window[1]
    until = last.evidence.get("dispute_until")
    return Standing(
        word=last.word,
        accepted=last.accepted,
        is_withdrawn=not is_open,
        outcome=outcome,
        return_due_at=min((r.due_at for r in waiting), default=None),
        now=around.now,
        may_dispute=is_open
        and last.is_disputable
        and around.dispute is None
        and isinstance(until, datetime)
        and around.now < until,
        may_escalate=is_open
        and in_window
        and outcome != "returned"
        and last.word in MISSED
        and around.escalation is None,
        decided=_decided(around),
        is_closed_by_hand=around.by_hand is not None and around.by_hand.is_closed,
    )


def _decided(around: _Around) -> str | None:
    """The newest matter before a manager: waiting, upheld or rejected; None where there is none."""
    decided = {one.about: one.decision for one in around.decisions}
    asked = [("dispute", around.dispute), ("escalation", around.escalation)]
    matters = [about for about, made in asked if made is not None]
    if around.given[-1].headline.asks is Work.REVIEW:
        matters.append("review")
    if any(about not in decided for about in matters):
        return "waiting"
    return around.decisions[-1].decision if around.decisions else None


def _verdict(one: GivenVerdict, around: _Around) -> VerdictGiven:
    waiting = [r.due_at for r in around.returns if r.is_open]
    dues = waiting or [r.due_at for r in around.returns if r.cancelled_at is None]
    due_at = min(dues, default=None)

    def told(reader: Reader) -> Sentence:
        return sentence_of(one.headline, reader, around.reasons, due_at)

    return VerdictGiven(
        verdict=one.word,
        reason=one.reason,
        accepted=one.accepted,
        given_at=one.judged_at,
        sentence=told(Reader.RESIDENT),
        for_agent=told(Reader.AGENT),
        for_member=told(Reader.MEMBER),
    )


def _return(one: ReturnKept, now: datetime) -> ReturnStory:
    return ReturnStory(
        made_at=one.made_at,
        due_at=one.due_at,
        answered_at=one.answered_at,
        outcome=one.outcome,
        reason=one.reason,
        is_overdue=one.is_open and one.due_at <= now,
    )
