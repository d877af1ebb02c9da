"""What truly became of every bin: the plan's truth, which no part of the server reads but the demo's own score.

Values only. `happenings` draws them; `recording` says what a squad wrote down of them, which may be something else.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from server.db.places import Premises
from sync.ops import Part
from sync.words import Outcome, Reason


class Fate(StrEnum):
    """What became of one bin on one collection."""

    COLLECTED = "collected"
    WARNED = "warned"  # emptied, with an amber tag
    MISSED = "missed"  # it was out and sound, the squad was there, it was left
    REFUSED = "refused"  # left for a reason of its own: not out, contaminated ...
    NOT_REACHED = "not_reached"  # the street, its side or its entry was not reached


@dataclass(frozen=True, slots=True)
class Refused:
    """A bin that was left for a reason. `is_true` False: the squad says so, yet the bin was out and sound."""

    uprn: str
    reason: Reason
    is_true: bool
    material: str | None = None


@dataclass(frozen=True, slots=True)
class StreetTruth:
    """What happened on a street. `at`: when the squad was done with it (or gave it up); None: it never came."""

    usrn: str
    outcome: Outcome
    at: datetime | None
    reason: Reason | None = None
    part: Part | None = None  # what was done, with partly_completed
    entries_left: tuple[tuple[str, Reason], ...] = ()
    missed: frozenset[str] = frozenset()
    refused: tuple[Refused, ...] = ()
    warned: frozenset[str] = frozenset()
    went_back_at: datetime | None = None
    is_skipped: bool = False  # nobody collected here, yet it will be marked complete

    def fate(self, place: Premises) -> Fate:
        """What became of a premises' bin here."""
        if self.is_skipped or place.uprn in self.missed:
            return Fate.MISSED
        if not self.is_reached(place):
            return Fate.NOT_REACHED
        found = next((one for one in self.refused if one.uprn == place.uprn), None)
        if found is not None:
            return Fate.REFUSED if found.is_true else Fate.MISSED
        return Fate.WARNED if place.uprn in self.warned else Fate.COLLECTED

    def is_reached(self, place: Premises) -> bool:
        """Whether the squad came as far as a premises, in the end."""
        if any(entry == place.entry_id for entry, _ in self.entries_left):
            return False
        if self.outcome is Outcome.NOT_COLLECTED:
            return self.went_back_at is not None
        if self.part is not None and self.part.side is not None:
            return _side_of(place.house) == self.part.side
        return True


@dataclass(frozen=True, slots=True)
class CollectionTruth:
    """What happened on one round on one day. `end_reason`: why streets were left."""

    round_id: str
    stream: str
    squad: str | None
    on: date
    scheduled_on: date
    started_at: datetime
    ended_at: datetime
    streets: tuple[StreetTruth, ...]
    end_reason: Reason | None = None

    def street(self, usrn: str) -> StreetTruth:
        """The truth of a street of it."""
        return next(street for street in self.streets if street.usrn == usrn)


def _side_of(house: str) -> str:
    digits = "".join(letter for letter in house.rsplit(" ", 1)[-1] if letter.isdigit())
    return "odd" if int(digits or "1") % 2 else "even"
