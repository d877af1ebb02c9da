"""The story of a report: every answer in order, what came of the return, and what the reader can do now."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from server.core.sentences import Sentence
from server.core.verdict_words import VerdictWord


@dataclass(frozen=True, slots=True)
class VerdictGiven:
    """One answer, with the sentence for each reader."""

    verdict: VerdictWord
    reason: str | None
    accepted: bool
    given_at: datetime
    sentence: Sentence  # for the resident
    for_agent: Sentence
    for_member: Sentence


@dataclass(frozen=True, slots=True)
class ReturnStory:
    """A return: when it is due and what became of it."""

    made_at: datetime
    due_at: datetime
    answered_at: datetime | None
    outcome: str | None
    reason: str | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ReportStory:
    """Everything a reader of a report is shown. `address` only to who holds the link or is staff."""

    report_id: UUID
    reference: str
    stream: str
    stream_name: str
    address: str
    street: str
    made_at: datetime
    collection_on: date | None
    verdicts: tuple[VerdictGiven, ...]  # oldest first; the last is in force
    returns: tuple[ReturnStory, ...]
    withdrawn_at: datetime | None
    may_dispute: bool
    may_escalate: bool
    may_withdraw: bool
    what_next: Sentence


def follow_report(
    session: Session, reference: str, link_token: str | None, now: datetime
) -> ReportStory:
    """The story of a report, by its secret link's token, or with None where the edge has authorised staff.

    Raises Problem `report.not_found` for an unknown reference and for a wrong token alike.
    """
    raise NotImplementedError
