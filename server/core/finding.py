"""What a rule found, and the verdict made of all findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from server.core.facts import Collection
from server.core.verdict_words import ACCEPTED, MEANING, IncidentCause, VerdictWord, Work
from sync.words import Reason


@dataclass(frozen=True, slots=True)
class IncidentKey:
    """Which incident a report hangs on: one per street or entry and collection, with why it was opened."""

    round_id: str
    on: date
    usrn: str
    entry_id: str | None
    cause: IncidentCause
    reason: Reason | None = None

    @property
    def place(self) -> tuple[str, date, str, str | None]:
        """What makes it one and the same incident."""
        return self.round_id, self.on, self.usrn, self.entry_id


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found. `evidence` says what it rests on, in plain values; `since` when that was all received."""

    word: VerdictWord
    reason: str | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    is_accepted: bool | None = None  # None: as the table of verdicts says
    work: Work | None = None  # None: as the table of verdicts says
    is_disputable: bool = False
    incident: IncidentKey | None = None
    duplicate_of: str | None = None
    since: datetime | None = None

    @property
    def accepted(self) -> bool:
        """Is the report accepted?"""
        return self.word in ACCEPTED if self.is_accepted is None else self.is_accepted

    @property
    def asks(self) -> Work:
        """The work it asks for."""
        return MEANING[self.word].work if self.work is None else self.work


@dataclass(frozen=True, slots=True)
class Verdict:
    """Our answer to a report, as known at a moment. `findings`: every rule that spoke, the headline first.

    `judge_again_at`: the next moment at which time alone may change it.
    """

    headline: Finding
    findings: tuple[Finding, ...]
    as_known: datetime
    collection: Collection | None = None
    usrn: str | None = None
    judge_again_at: datetime | None = None

    @property
    def word(self) -> VerdictWord:
        """The headline's word."""
        return self.headline.word

    @property
    def reason(self) -> str | None:
        """The headline's reason."""
        return self.headline.reason

    @property
    def accepted(self) -> bool:
        """Is the report accepted?"""
        return self.headline.accepted

    @property
    def asks(self) -> Work:
        """The work it asks for."""
        return self.headline.asks

    @property
    def incident(self) -> IncidentKey | None:
        """The incident the report hangs on."""
        return self.headline.incident
