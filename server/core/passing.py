"""Whether a record and the lorry's track tell the same of a street: evidence of how good the records are. Pure.

Of a squad's collection, never of a person. A track says where a lorry went, not what was collected, so nothing here
changes a record, a verdict or a report.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sync.words import Outcome

NEVER_PASSED = 0.1  # of the street's length: who covered no more was not in it


class Passing(StrEnum):
    """What record and track say together of a street."""

    AGREES = "agrees"  # recorded as done and passed
    NOT_RECORDED = "not_recorded"  # driven end to end, nothing recorded
    NOT_PASSED = "not_passed"  # recorded as done, never passed
    UNKNOWN = "unknown"  # recorded as done, but the track was not running then, or the street is too short to tell
    QUIET = "quiet"  # nothing to compare: not driven through and not recorded as done


@dataclass(frozen=True, slots=True)
class PassedStreet:
    """A street of a collection with both sides. share: how much of it the track covered, 0 to 1.

    can_tell: whether it has a line long enough. is_tracked: whether a track was running around the record's time.
    """

    usrn: str
    street: str
    locality: str
    share: float
    is_end_to_end: bool
    can_tell: bool = True
    outcome: Outcome | None = None
    noted_at: datetime | None = None
    is_tracked: bool = True


@dataclass(frozen=True, slots=True)
class PassingFound:
    """All streets of a collection by what record and track say, in round order."""

    has_track: bool
    agrees: int
    unknown: int
    not_recorded: tuple[PassedStreet, ...]
    not_passed: tuple[PassedStreet, ...]

    @property
    def compared(self) -> int:
        """How many streets could be compared."""
        return self.agrees + len(self.not_recorded) + len(self.not_passed)

    @property
    def share_agreeing(self) -> float | None:
        """Of the streets that could be compared, the share on which both agree; None of none."""
        return self.agrees / self.compared if self.compared else None


def decide_passing(street: PassedStreet) -> Passing:
    """What record and track say of one street."""
    if street.outcome is None:
        return Passing.NOT_RECORDED if street.is_end_to_end else Passing.QUIET
    if street.outcome is Outcome.NOT_COLLECTED:
        return Passing.QUIET  # a blocked street is not driven through
    if not street.can_tell or not street.is_tracked:
        return Passing.UNKNOWN
    return Passing.NOT_PASSED if street.share <= NEVER_PASSED else Passing.AGREES


def sort_passing(streets: Iterable[PassedStreet], *, has_track: bool) -> PassingFound:
    """The streets by what is found of them; without a track nothing is."""
    sorted_out: dict[Passing, list[PassedStreet]] = {kind: [] for kind in Passing}
    for street in streets:
        sorted_out[decide_passing(street)].append(street)
    return PassingFound(
        has_track=has_track,
        agrees=len(sorted_out[Passing.AGREES]),
        unknown=len(sorted_out[Passing.UNKNOWN]),
        not_recorded=tuple(sorted_out[Passing.NOT_RECORDED]),
        not_passed=tuple(sorted_out[Passing.NOT_PASSED]),
    )
