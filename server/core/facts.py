"""The facts a verdict is judged from, as frozen values. No rules here, no rows, no clock.

`*_at` is an aware UTC datetime, `*_on` (and `on`) a date in the council's time zone. A fact counts from its
`received_at` on: that is what "as known at" means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from server.core.verdict_words import MadeBy
from sync.words import Level, Outcome, Reason, ReturnOutcome

ALWAYS = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)


class Cycle(StrEnum):
    """How often a round comes round."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    THREE_WEEKLY = "three_weekly"
    FOUR_WEEKLY = "four_weekly"


class ServiceState(StrEnum):
    """Whether a premises is on a service (garden: pending until paid, expired after)."""

    ACTIVE = "active"
    PENDING = "pending"
    EXPIRED = "expired"


class MoveAction(StrEnum):
    """What a calendar exception does to a collection."""

    EARLIER = "earlier"
    LATER = "later"
    EITHER_OF = "either_of"
    CANCELLED = "cancelled"


class TouchedPlace(NamedTuple):
    """A place of a collection that new facts bear on; `usrn` None: the whole collection."""

    round_id: str
    on: date
    usrn: str | None = None


@dataclass(frozen=True, slots=True)
class Premises:
    """An addressable property, as far as verdicts need it. `ward` only where an exception is for an area."""

    uprn: str
    usrn: str | None
    entry_id: str | None = None
    bin_store_id: str | None = None
    house: str = ""
    ward: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A premises is on a round for a stream from a day (inclusive) until a day (exclusive, None: open)."""

    uprn: str
    round_id: str
    stream: str
    from_on: date = date.min
    until_on: date | None = None
    state: ServiceState = ServiceState.ACTIVE
    container: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """A standing plan. `weekdays`: ISO 1 (Monday) to 7. Seasons are MM-DD, both days included."""

    id: str
    stream: str
    weekdays: frozenset[int]
    cycle_from: date
    cycle: Cycle = Cycle.WEEKLY
    squad: str | None = None
    operator: str | None = None
    season_from: str | None = None
    season_to: str | None = None
    expected_end: time | None = None
    closed_on: date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A calendar exception: a row, not arithmetic. None for stream, operator, round or area: all of them."""

    on: date
    action: MoveAction
    to: tuple[date, ...] = ()
    stream: str | None = None
    operator: str | None = None
    round_id: str | None = None
    area: str | None = None
    report_from: datetime | None = None
    report_until: datetime | None = None
    message: str = ""
    counts_as_working_day: bool = False
    received_at: datetime = ALWAYS
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A round on a date. `days`: where an exception says "either of", every day it may be on; `on` is the last.

    `scheduled_on` differs from `on` where an exception moved it. A cancelled one keeps `on` = `scheduled_on`.
    """

    round_id: str
    on: date
    scheduled_on: date
    days: tuple[date, ...]
    move: Move | None = None

    @property
    def is_cancelled(self) -> bool:
        """True when an exception cancels it."""
        return self.move is not None and self.move.action is MoveAction.CANCELLED


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a street was completed: any of a side, a house range, entries."""

    side: str | None = None
    from_house: str | None = None
    to_house: str | None = None
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """What a squad recorded at a street (usrn alone), an entry or a premises. `saw`: ids it replaces."""

    id: str
    round_id: str
    on: date
    usrn: str
    outcome: Outcome
    noted_at: datetime
    received_at: datetime
    device: str = ""
    squad: str = ""
    reason: Reason | None = None
    uprn: str | None = None
    entry_id: str | None = None
    container: str | None = None
    material: str | None = None
    part: Part | None = None
    corrects: str | None = None
    saw: frozenset[str] = frozenset()
    retracted_at: datetime | None = None  # when the retraction was received


@dataclass(frozen=True, slots=True)
class Worked:
    """A device recorded something of a collection, on whatever street; first received then."""

    round_id: str
    on: date
    device: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """What is known of a collection as a whole: by which squad, ended when, heard of when, why left unfinished.

    `known_from`, `known_until` (not included): when it stood so.
    """

    round_id: str
    on: date
    squad: str | None = None
    ended_at: datetime | None = None
    end_received_at: datetime | None = None
    end_reason: Reason | None = None
    known_from: datetime = ALWAYS
    known_until: datetime | None = None

    def is_known(self, as_known: datetime) -> bool:
        """Did it stand so at that moment?"""
        ends = self.known_until
        return self.known_from <= as_known and (ends is None or as_known < ends)


@dataclass(frozen=True, slots=True)
class Heard:
    """A device of a squad was heard through a time: known since `received_at`. `lost_at`: given up for lost.

    `gone_at`: when it was taken out of service; from then on nobody waits for it.
    """

    squad: str
    device: str
    through: datetime
    received_at: datetime = ALWAYS
    lost_at: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a resident, member or agent says was missed. `made_at` is when the contact was made, never when keyed."""

    id: str
    uprn: str | None
    stream: str
    made_at: datetime
    received_at: datetime
    made_by: MadeBy = MadeBy.RESIDENT
    container: str | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReturnAnswer:
    """What became of a return for a report (or for the incident it hangs on).

    `place`: of an incident's return the round, day, street and entry that were gone back to.
    `retracted_at`: when we were told that it was not so.
    """

    report_id: str
    outcome: ReturnOutcome
    at: datetime
    received_at: datetime
    reason: Reason | None = None
    place: tuple[str, date, str, str | None] | None = None
    retracted_at: datetime | None = None

    def is_known(self, as_known: datetime) -> bool:
        """Did it stand, as known?"""
        is_gone = self.retracted_at is not None and self.retracted_at <= as_known
        return self.received_at <= as_known and not is_gone


@dataclass(frozen=True, slots=True)
class ReasonFlags:
    """A reason as this council uses it. Rules read these flags, never a reason's name.

    `no_access`: at a street or entry it means that the place could not be reached (not that it was left undone).
    `returns`: the council goes back for it. `emptied`: collected, with a warning.
    """

    code: Reason
    levels: frozenset[Level]
    disputable: bool = False
    returns: bool = False
    emptied: bool = False
    no_access: bool = False
    photo: str = "no"
    needs_material: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class CouncilDays:
    """The council's time zone and which days are no working days; `catch_up` days count although at a weekend."""

    timezone: str = "Europe/London"
    holidays: frozenset[date] = frozenset()
    catch_up: frozenset[date] = field(default_factory=frozenset)


ReasonBook = Mapping[Reason, ReasonFlags]
