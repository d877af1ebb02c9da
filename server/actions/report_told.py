"""What a reader of a report is told: its answers, its returns, and all that happened to it, in order. Only values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from uuid import UUID

from server.core.sentences import Sentence
from server.core.verdict_words import VerdictWord
from server.db.disputes import Decision, Dispute
from server.db.report_photos import ReportPhoto
from server.db.report_story import DecidedByHand


class Happened(StrEnum):
    """What an event is, and so which words it is told in."""

    MADE = "made"
    VERDICT = "verdict"
    RETURN = "return"
    DISPUTE = "dispute"
    ESCALATION = "escalation"
    DECISION = "decision"
    BY_HAND = "by_hand"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `one`: the verdict, return, dispute or decision of the story that tells more."""

    at: datetime
    kind: Happened
    one: object = None


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
    bin_name: str  # the resident's word for the stream; "" where there is none
    uprn: str | None
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
    dispute: Dispute | None = None
    escalation: Dispute | None = None
    decisions: tuple[Decision, ...] = ()
    incident_id: str | None = None  # that it hangs on
    by_hand: DecidedByHand | None = None  # about that incident
    photos: tuple[ReportPhoto, ...] = ()  # that whoever holds the link may see

    @property
    def may_add_photos(self) -> bool:
        """Does a dispute wait for a manager, to which photos can still be added?"""
        is_decided = any(one.about == "dispute" for one in self.decisions)
        return self.dispute is not None and not is_decided and self.withdrawn_at is None

    @property
    def events(self) -> list[Event]:
        """What has happened so far, the earliest first; of one moment, what leads to the other first."""
        return sorted(_events(self), key=attrgetter("at"))


def _events(story: ReportStory) -> Iterator[Event]:
    yield Event(story.made_at, Happened.MADE)
    yield from (Event(one.given_at, Happened.VERDICT, one) for one in story.verdicts)
    if story.dispute is not None:
        yield Event(story.dispute.made_at, Happened.DISPUTE, story.dispute)
    if story.escalation is not None:
        yield Event(story.escalation.made_at, Happened.ESCALATION, story.escalation)
    yield from (Event(one.decided_at, Happened.DECISION, one) for one in story.decisions)
    if story.by_hand is not None:
        yield Event(story.by_hand.at, Happened.BY_HAND, story.by_hand)
    yield from (
        Event(one.answered_at or one.made_at, Happened.RETURN, one) for one in story.returns
    )
    if story.withdrawn_at is not None:
        yield Event(story.withdrawn_at, Happened.WITHDRAWN)
