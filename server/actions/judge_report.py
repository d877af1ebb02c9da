"""A report is made: find its collection, judge it, keep it with its verdict, incident and return, and answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from server.core.sentences import Sentence
from server.core.verdict_words import MadeBy, VerdictWord


@dataclass(frozen=True, slots=True)
class Contact:
    """Who to answer; kept apart from the report and deleted after its time."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class NewReport:
    """What was said to be missed. `made_at` is when the contact was made, not when it was keyed."""

    stream: str
    made_at: datetime
    uprn: str | None = None
    address_given: str = ""
    made_by: MadeBy = MadeBy.RESIDENT
    channel: str = "web"  # web | phone | counter | email | social | api | import
    account: UUID | None = None
    contact: Contact | None = None
    note: str = ""
    container: str | None = None
    source: str | None = None
    external_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    round_hint: str | None = (
        None  # a round known by other means, where the premises is in no register
    )


@dataclass(frozen=True, slots=True)
class MadeReport:
    """The answer. `link_token` is the secret of the link, shown once ("" when the report was there before)."""

    report_id: UUID
    reference: str
    link_token: str
    verdict: VerdictWord
    accepted: bool
    sentence: Sentence
    is_new: bool = True


def make_report(session: Session, new: NewReport, now: datetime) -> MadeReport:
    """Keep a report and answer it. The same (source, external_id) again changes nothing and is answered alike."""
    raise NotImplementedError
