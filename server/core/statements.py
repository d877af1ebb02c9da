"""What a squad's statements add up to at a place: corrections, retractions, two devices that did not see each other.

Nothing here depends on the order in which statements arrived.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from server.core.facts import Part, Premises, Visit
from sync.words import Outcome

_RANK = {
    Outcome.NOT_COLLECTED: 3,
    Outcome.PARTLY_COMPLETED: 2,
    Outcome.COMPLETED: 1,
    Outcome.COLLECTED: 1,
}
DONE = frozenset({Outcome.COMPLETED, Outcome.COLLECTED})


@dataclass(frozen=True, slots=True)
class PlaceState:
    """What is shown of a place. `shown` is the statement that counts; `completed_at` when it was done, if it is.

    Contested: statements of two devices that did not see each other disagree.
    """

    shown: Visit | None = None
    completed_at: datetime | None = None
    contested: bool = False

    @property
    def is_done(self) -> bool:
        """True when the place counts as completed."""
        return self.completed_at is not None

    @property
    def is_open(self) -> bool:
        """True when nothing at all was stated of it."""
        return self.shown is None


def statements_known(visits: Iterable[Visit], as_known: datetime) -> list[Visit]:
    """The statements received, not taken back and not corrected as known at a moment."""
    alive = [
        v
        for v in visits
        if v.received_at <= as_known and (v.retracted_at is None or v.retracted_at > as_known)
    ]
    corrected = {v.corrects for v in alive if v.corrects is not None and v.corrects != v.id}
    return [v for v in alive if v.id not in corrected]


def standing(statements: list[Visit]) -> list[Visit]:
    """Of the statements of one place those that nothing later, having seen them, replaced."""
    seen = {old for v in statements for old in v.saw if old != v.id}
    own = {(v.device, old) for v in statements for old in v.saw if old != v.id}
    latest: dict[str, Visit] = {}
    for visit in sorted(statements, key=_noted):
        if (visit.device, visit.id) not in own:  # replaced on its device, whatever the clock says
            latest[visit.device] = visit  # a device has always seen its own
    return [v for v in latest.values() if v.id not in seen]


def shown_of(statements: list[Visit]) -> Visit | None:
    """The statement that counts: going back twice beats never, so blocked > partly > completed, then the later."""
    return max(standing(statements), key=lambda v: (_RANK[v.outcome], *_noted(v)), default=None)


def state_of_place(statements: list[Visit], premises: Premises) -> PlaceState:
    """The state of a premises' place from the statements of its entry, or else of its street."""
    shown = shown_of(statements)
    if shown is None:
        return PlaceState()
    contested = len({(v.outcome, v.reason) for v in standing(statements)}) > 1
    if not _is_done_for(shown, premises):
        return PlaceState(shown, None, contested)
    return PlaceState(shown, _completed_at(statements, premises), contested)


def _completed_at(statements: list[Visit], premises: Premises) -> datetime:
    """When it was first done, after whatever was last said against it: a second tap does not make it later."""
    first: Visit | None = None
    for visit in sorted(statements, key=_noted):
        if not _is_done_for(visit, premises):
            first = None
        elif first is None:
            first = visit
    done = first or max(statements, key=_noted)
    return done.noted_at


def _is_done_for(visit: Visit, premises: Premises) -> bool:
    if visit.outcome in DONE:
        return True
    return visit.outcome is Outcome.PARTLY_COMPLETED and covers(visit.part, premises)


def covers(part: Part | None, premises: Premises) -> bool:
    """Does the completed part of a street surely hold this premises? What cannot be decided is not covered."""
    if part is None:
        return False
    if premises.entry_id is not None and premises.entry_id in part.entries:
        return True
    number = house_number(premises.house)
    return number is not None and _holds_number(part, number)


def _holds_number(part: Part, number: int) -> bool:
    bounds = _bounds(part)
    if part.side not in (None, "odd", "even") or (part.side is None and bounds is None):
        return False
    if part.side is not None and (number % 2 == 1) != (part.side == "odd"):
        return False
    return bounds is None or bounds[0] <= number <= bounds[1]


def _bounds(part: Part) -> tuple[float, float] | None:
    if part.from_house is None and part.to_house is None:
        return None
    first = house_number(part.from_house or "")
    last = house_number(part.to_house or "")
    low = float("-inf") if part.from_house is None else first
    high = float("inf") if part.to_house is None else last
    if low is None or high is None:
        return (1.0, 0.0)  # a named house as a bound: holds nothing for sure
    return (min(low, high), max(low, high))


def house_number(house: str) -> int | None:
    """The number in front of "12A", of "Flat 3, 12A" the building's; None for a named house."""
    found = re.match(r"\s*(\d{1,6})", house) or re.search(r",\s*(\d{1,6})[^,]*$", house)
    return int(found[1]) if found else None


def _noted(visit: Visit) -> tuple[datetime, str]:
    return visit.noted_at, visit.id
