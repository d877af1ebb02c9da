"""Disputes, escalations and what managers decided: each written once, never changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

ADD_DISPUTE = text("""
insert into dispute (report, verdict, visit, words, made_at)
values (cast(:report as uuid), :verdict, (select id from visit where cast(id as text) = cast(:visit as text)),
        :words, :now)
on conflict do nothing returning report
""")
ADD_ESCALATION = text("""
insert into escalation (report, words, made_at) values (cast(:report as uuid), :words, :now)
on conflict do nothing returning report
""")
ADD_DECISION = text("""
insert into decision (report, about, decision, why, squad, decided_at, decided_by)
values (cast(:report as uuid), :about, :decision, :why, (select code from squad where code = :squad), :now, :by)
on conflict do nothing returning id
""")
DISPUTE = text(
    "select words, made_at, visit::text from dispute where report = cast(:report as uuid)"
)
ESCALATION = text("select words, made_at from escalation where report = cast(:report as uuid)")
DECISIONS = text("""
select about, decision, why, decided_at from decision where report = cast(:report as uuid) order by id
""")
WEIGHED = text("""
select squad, count(*) as weighed, count(*) filter (where decision = 'rejected') as confirmed
from decision where squad is not null and about in ('dispute', 'review') and decided_at >= :since group by squad
""")


@dataclass(frozen=True, slots=True)
class Dispute:
    """What the resident says. `visit`: the record that it is about."""

    words: str
    made_at: datetime
    visit: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. `about`: dispute, review or escalation; `decision`: upheld or rejected."""

    about: str
    decision: str
    why: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision to write. `squad`: whose record was weighed; `by`: the manager's account."""

    report_id: str
    about: str
    decision: str
    why: str
    squad: str | None = None
    by: UUID | None = None


def add_dispute(session: Session, report_id: str, verdict: int, said: Dispute) -> bool:
    """Write a dispute down; False when there is one."""
    values = {"report": report_id, "verdict": verdict, "visit": said.visit, "words": said.words}
    return session.execute(ADD_DISPUTE, {**values, "now": said.made_at}).scalar() is not None


def add_escalation(session: Session, report_id: str, words: str, now: datetime) -> bool:
    """Write an escalation down; False when there is one."""
    values = {"report": report_id, "words": words, "now": now}
    return session.execute(ADD_ESCALATION, values).scalar() is not None


def add_decision(session: Session, new: NewDecision, now: datetime) -> bool:
    """Write a decision down; False when it was decided before."""
    values = {
        "report": new.report_id,
        "about": new.about,
        "decision": new.decision,
        "why": new.why,
        "squad": new.squad,
        "by": new.by,
        "now": now,
    }
    return session.execute(ADD_DECISION, values).scalar() is not None


def find_dispute(session: Session, report_id: str) -> Dispute | None:
    """The report's dispute."""
    row = session.execute(DISPUTE, {"report": report_id}).one_or_none()
    return None if row is None else Dispute(row.words, row.made_at, row.visit)


def find_escalation(session: Session, report_id: str) -> Dispute | None:
    """The report's escalation: its words and when it was made."""
    row = session.execute(ESCALATION, {"report": report_id}).one_or_none()
    return None if row is None else Dispute(row.words, row.made_at)


def list_decisions(session: Session, report_id: str) -> list[Decision]:
    """What was decided about a report, oldest first."""
    return [Decision(*row) for row in session.execute(DECISIONS, {"report": report_id})]


def count_weighed(session: Session, since: datetime) -> dict[str, tuple[int, int]]:
    """By squad: how many of its records were weighed against residents' words, and how many were confirmed."""
    rows = session.execute(WEIGHED, {"since": since})
    return {row.squad: (row.weighed, row.confirmed) for row in rows}
