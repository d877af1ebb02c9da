"""What a planned report is: who says what was missed, when, why they do, and what would be the right answer. Values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from server.core.verdict_words import MadeBy, VerdictWord


class Why(StrEnum):
    """Why somebody makes contact: the truth behind a report."""

    MISSED = "missed"  # their bin was out, sound, and left behind
    NEIGHBOUR = "neighbour"  # the same shared bins, somebody else's contact
    TWICE = "twice"  # the same person again
    BLOCKED = "blocked"  # their street, entry or side was not reached
    LEFT = "left"  # the squad never came to their street
    SKIPPED = "skipped"  # driven past, yet marked complete
    REFUSED = "refused"  # left for a reason that is true, whatever they say
    WRONGLY_REFUSED = "wrongly_refused"  # left for a reason that is not true
    WARNED = "warned"  # emptied, with a tag they did not read
    MISTAKEN = "mistaken"  # it was emptied
    IMPATIENT = "impatient"  # the squad had not come yet
    WRONG_WEEK = "wrong_week"
    NOT_ON_SERVICE = "not_on_service"
    OTHER_OPERATOR = "other_operator"
    CANCELLED = "cancelled"
    MOVED = "moved"
    NO_SUCH_PLACE = "no_such_place"


TRULY_MISSED = frozenset(
    {Why.MISSED, Why.NEIGHBOUR, Why.TWICE, Why.BLOCKED, Why.LEFT, Why.SKIPPED, Why.WRONGLY_REFUSED}
)


@dataclass(frozen=True, slots=True)
class PlannedReport:
    """A contact to be made. `received_at` is later than `made_at` where an agent keys it late.

    `right`: the verdicts that are right once everything that was recorded has arrived, the best first.
    """

    key: str
    why: Why
    stream: str
    made_at: datetime
    received_at: datetime
    made_by: MadeBy
    channel: str
    right: tuple[VerdictWord, ...]
    uprn: str | None = None
    usrn: str | None = None
    address_given: str = ""
    round_id: str | None = None
    on: date | None = None
    note: str = ""
