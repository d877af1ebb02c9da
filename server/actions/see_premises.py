"""What a premises' reader sees today: for each stream the last and next collection and what a report made now would get."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from server.core.sentences import Sentence
from server.core.verdict_words import VerdictWord


@dataclass(frozen=True, slots=True)
class PremisesSeen:
    """The premises as shown."""

    uprn: str
    address: str
    postcode: str
    usrn: str | None
    street: str
    bin_store: str | None


@dataclass(frozen=True, slots=True)
class StreamToday:
    """One stream at a premises. `state`: the verdict of a report made now."""

    stream: str
    name: str
    bin_name: str
    colour: str
    last_on: date | None
    next_on: date | None
    state: VerdictWord
    reason: str | None
    sentence: Sentence
    can_report: bool  # a report made now would be accepted
    has_incident: bool
    return_due_at: datetime | None
    reported_before: bool  # there is an open report already (this premises or its bin store)


@dataclass(frozen=True, slots=True)
class PremisesToday:
    """A premises and its streams, in the council's order."""

    premises: PremisesSeen
    streams: tuple[StreamToday, ...]


def see_premises(session: Session, uprn: str, now: datetime) -> PremisesToday:
    """What the premises' reader sees now. Raises Problem `premises.not_found`."""
    raise NotImplementedError
