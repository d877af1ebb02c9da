"""What the right answer to a report is, worked out from what the squad's devices recorded and the plan. Pure.

This is the score's yardstick. It shares no line with the verdict engine: it looks only at the end, when everything has
arrived, and where domain.md leaves two words open it names both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.core.verdict_words import VerdictWord
from server.db.places import Premises
from server.demo.recording import TakeBack, Tap
from sync.ops import Visit
from sync.words import Outcome, Reason

NO_ACCESS = frozenset(
    {
        Reason.PARKED_VEHICLES,
        Reason.ENTRY_LOCKED,
        Reason.ENTRY_BLOCKED,
        Reason.STREET_WORKS,
        Reason.ROAD_CLOSED,
        Reason.POLICE,
        Reason.WEATHER,
        Reason.SAFETY_HAZARD,
        Reason.SAFETY_THREAT,
    }
)
OPEN_TO_BOTH = (VerdictWord.STREET_NO_ACCESS, VerdictWord.KNOWN_MISSED)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of one collection, slips put right, as it stands at the end. `at`: when a street was done."""

    street: dict[str, Visit] = field(default_factory=dict)
    street_at: dict[str, datetime] = field(default_factory=dict)
    entries: dict[str, Visit] = field(default_factory=dict)
    premises: dict[str, Visit] = field(default_factory=dict)
    is_silent: bool = False  # nothing was recorded at all
    is_lost: bool = False  # the device was lost with what it held


def settle(taps: Iterable[Tap], *, is_lost: bool = False) -> Recorded:
    """What stands of a collection's taps."""
    ordered = sorted(taps, key=lambda tap: (tap.at, tap.key))
    found = Recorded(is_silent=not ordered, is_lost=is_lost)
    taken_back = {tap.what.key for tap in ordered if isinstance(tap.what, TakeBack)}
    for tap in ordered:
        visit = tap.what
        if not isinstance(visit, Visit) or tap.key in taken_back:
            continue
        if visit.uprn is not None:
            found.premises[visit.uprn] = visit
        elif visit.entry_id is not None:
            found.entries[visit.entry_id] = visit
        else:
            found.street[visit.usrn] = visit
            found.street_at[visit.usrn] = tap.at
    return found


@dataclass(frozen=True, slots=True)
class Hours:
    """The times of a collection that decide: when it should be over, and from and until when it may be reported."""

    expected_end: datetime
    window_end: datetime
    report_from: datetime | None = None  # of one that was moved


def right_answer(
    recorded: Recorded | None, place: Premises, made_at: datetime, hours: Hours
) -> tuple[VerdictWord, ...]:
    """The right verdicts for a report on a collection that is due. None: the squad records nothing."""
    if hours.report_from is not None and made_at < hours.report_from:
        return (VerdictWord.RESCHEDULED,)
    return _of_the_day(recorded, place, made_at, hours)


def _of_the_day(
    recorded: Recorded | None, place: Premises, made_at: datetime, hours: Hours
) -> tuple[VerdictWord, ...]:
    if recorded is None:
        # nobody can know whether the squad has been there: before it should be done, it is too early to say
        if made_at < hours.expected_end:
            return (VerdictWord.TOO_EARLY,)
        return (_or_late(VerdictWord.UNVERIFIED, made_at, hours.window_end),)
    of_place = _of_place(recorded, place) or _of_bin(recorded, place)
    if of_place is not None:
        return of_place
    done_at = recorded.street_at.get(place.usrn or "")
    if done_at is None:
        return _of_silence(recorded, made_at, hours)
    if made_at < done_at - timedelta(minutes=1):
        return (VerdictWord.TOO_EARLY, VerdictWord.ROUND_IN_PROGRESS, VerdictWord.DELAYED)
    return (_or_late(VerdictWord.CONFIRMED_MISSED, made_at, hours.window_end),)


def _of_place(recorded: Recorded, place: Premises) -> tuple[VerdictWord, ...] | None:
    """What the entry or the street says."""
    entry = recorded.entries.get(place.entry_id or "")
    if entry is not None and entry.outcome is Outcome.NOT_COLLECTED:
        return (VerdictWord.STREET_NO_ACCESS,)
    street = recorded.street.get(place.usrn or "")
    if street is not None and street.outcome is Outcome.NOT_COLLECTED:
        return _of_reason(street.reason)
    if street is not None and _is_left_out(street, place):
        return OPEN_TO_BOTH
    return None


def _of_bin(recorded: Recorded, place: Premises) -> tuple[VerdictWord, ...] | None:
    """What was recorded for this bin alone."""
    visit = recorded.premises.get(place.uprn)
    if visit is None:
        return None
    if visit.outcome is Outcome.COLLECTED:
        return (VerdictWord.COLLECTED_WITH_WARNING,)
    return (VerdictWord.CREW_EXCEPTION,)


def _of_silence(recorded: Recorded, made_at: datetime, hours: Hours) -> tuple[VerdictWord, ...]:
    if recorded.is_lost:
        return (_or_late(VerdictWord.UNVERIFIED, made_at, hours.window_end),)
    if (
        recorded.is_silent
    ):  # heard later with nothing to tell: nobody knows whether the squad was there
        return (VerdictWord.KNOWN_MISSED, VerdictWord.UNVERIFIED)
    return (VerdictWord.KNOWN_MISSED,)


def _or_late(word: VerdictWord, made_at: datetime, window_end: datetime) -> VerdictWord:
    return VerdictWord.TOO_LATE if made_at >= window_end else word


def _of_reason(reason: Reason | None) -> tuple[VerdictWord, ...]:
    return (VerdictWord.STREET_NO_ACCESS if reason in NO_ACCESS else VerdictWord.KNOWN_MISSED,)


def _is_left_out(street: Visit, place: Premises) -> bool:
    if street.part is None or street.part.side is None:
        return False
    digits = "".join(letter for letter in place.house.rsplit(" ", 1)[-1] if letter.isdigit())
    side = "odd" if int(digits or "1") % 2 else "even"
    return side != street.part.side
