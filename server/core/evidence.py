"""What was known of the collection a report is about: gathered once, read by every rule. Decides nothing."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from server.core.calendar import collection_day_end, moves_known
from server.core.facts import (
    Collection,
    CouncilDays,
    Move,
    Premises,
    Report,
    Round,
    Service,
    Shift,
    Visit,
)
from server.core.finding_collection import Found, find_collection
from server.core.hearing import heard_through
from server.core.known import Known
from server.core.policy import Anchor, Policy
from server.core.statements import DONE, PlaceState, shown_of, state_of_place, statements_known
from server.core.windows import window_end
from server.core.working_days import local_date
from sync.words import Reason, ReturnOutcome

NOTHING_STATED = PlaceState()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What squads stated. `place`: of the street or entry; `own`: of the premises' own bin.

    `caught_up_at`: the place was done on a later day, after the contact; `place` is then how it stood at the day's end.
    `entries_stated`: the entries of the street of which something was stated by itself.
    """

    place: PlaceState = NOTHING_STATED
    own: Visit | None = None
    caught_up_at: datetime | None = None
    first_noted_at: datetime | None = None
    entries_stated: frozenset[str | None] = frozenset()

    @property
    def own_done_at(self) -> datetime | None:
        """When the premises itself was recorded as emptied."""
        return self.own.noted_at if self.own is not None and self.own.outcome in DONE else None

    @property
    def done_at(self) -> datetime | None:
        """When the premises counts as done: by its own record, else by its street's or entry's."""
        return self.own_done_at or self.place.completed_at


@dataclass(frozen=True, slots=True)
class Hearing:
    """The squad of the collection, whether it records at all, and through when it was heard."""

    squad: str | None = None
    on_app: bool = False
    ended_at: datetime | None = None
    end_reason: Reason | None = None
    ended_on: date | None = None  # of "either of two days" the one it was closed on
    through: datetime | None = None
    is_lost: bool = False


NOTHING_RECORDED = Recorded()
NOTHING_HEARD = Hearing()


@dataclass(frozen=True, slots=True)
class Due:
    """The collection a report is about, with the contact dates that it is for and the end of its window."""

    collection: Collection
    round: Round
    premises: Premises
    span: tuple[date, date]
    day_end: datetime  # when its (last possible) day is over
    window_end: datetime | None = None
    recorded: Recorded = NOTHING_RECORDED
    hearing: Hearing = NOTHING_HEARD


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules read. `due` None: nothing was due, or the premises is unknown, or not on the stream."""

    known: Known
    days: CouncilDays
    moves: tuple[Move, ...]
    made_on: date
    premises: Premises | None = None
    service: Service | None = None
    round: Round | None = None
    due: Due | None = None


def gather_evidence(report: Report, known: Known, policy: Policy, as_known: datetime) -> Evidence:
    """Everything the rules need, as it was known."""
    made_on = local_date(report.made_at, known.days)
    moves = moves_known(known.moves, as_known)
    premises = known.premises.get(report.uprn or "")
    if premises is None:
        return Evidence(known, known.days, moves, made_on)
    found = find_collection(report, premises, known, policy, moves)
    due = _due(report, premises, known, found, as_known)
    if due is not None:
        due = replace(due, window_end=_window_end(due, policy, found.days))
    return Evidence(known, found.days, moves, made_on, premises, found.service, found.round, due)


def _window_end(due: Due, policy: Policy, days: CouncilDays) -> datetime | None:
    done_at = due.recorded.done_at
    is_in_its_night = done_at is not None and done_at < due.day_end
    if policy.window.anchor is Anchor.SCHEDULED and is_in_its_night:
        done_at = None  # past midnight, and not a day late
    return window_end(policy, due.collection, done_at, due.recorded.first_noted_at, days)


def _due(
    report: Report, premises: Premises, known: Known, found: Found, as_known: datetime
) -> Due | None:
    collection, a_round = found.collection, found.round
    if collection is None or a_round is None:
        return None
    over_at = collection_day_end(a_round, collection.on, found.days)
    due = Due(collection, a_round, premises, found.span, over_at)
    if collection.is_cancelled:
        return due
    return replace(
        due,
        recorded=_recorded(report, due, known, as_known),
        hearing=_hearing(due, known, as_known),
    )


def _recorded(report: Report, due: Due, known: Known, as_known: datetime) -> Recorded:
    premises, collection = due.premises, due.collection
    if premises.usrn is None:
        return NOTHING_RECORDED
    visits = known.visits_of(collection.round_id, collection.days, premises.usrn)
    stated = statements_known(visits, as_known)
    place, caught_up_at = _place_at(stated, report, due)
    if not place.is_done:
        place = _gone_back_to(place, report, due, known, as_known)
    own = [v for v in stated if v.uprn == premises.uprn and _is_same_bin(v, report)]
    own = [v for v in own if not (v.outcome in DONE and _is_after(v.noted_at, report, due))]
    first_noted_at = min((v.noted_at for v in stated), default=None)
    entries = frozenset(v.entry_id for v in stated if v.entry_id is not None and v.uprn is None)
    return Recorded(place, shown_of(own), caught_up_at, first_noted_at, entries)


def _place_at(stated: list[Visit], report: Report, due: Due) -> tuple[PlaceState, datetime | None]:
    """The state of the place, and when it was caught up on.

    Done after the contact, on a later day or after it had been left undone: then what stood before is what the
    report is about, and going back takes nothing from it.
    """
    place = _place(stated, due.premises)
    done_at = place.completed_at
    if done_at is None or done_at <= report.made_at:
        return place, None
    if done_at >= due.day_end:
        return _place([v for v in stated if v.noted_at < due.day_end], due.premises), done_at
    before = _place([v for v in stated if v.noted_at <= report.made_at], due.premises)
    return (place, None) if before.is_open else (before, done_at)


def _is_after(noted_at: datetime, report: Report, due: Due) -> bool:
    """Done on a later day and after the contact: that is going back."""
    return noted_at >= due.day_end and noted_at > report.made_at


def _gone_back_to(
    place: PlaceState, report: Report, due: Due, known: Known, as_known: datetime
) -> PlaceState:
    """The place as done where the squad has said that it went back to it, after whatever was stated before."""
    collection, usrn = due.collection, due.premises.usrn
    if usrn is None:
        return place
    entry_id = None if place.shown is None else place.shown.entry_id
    answers = known.returned_to((collection.round_id, collection.on, usrn, entry_id))
    since = None if place.shown is None else place.shown.noted_at
    done = [
        a.at
        for a in answers
        if a.outcome is ReturnOutcome.RETURNED
        and a.is_known(as_known)
        and a.at <= report.made_at  # for who reported before, it is the answer to their report
        and (since is None or a.at > since)
    ]
    return replace(place, completed_at=min(done)) if done else place


def _place(stated: list[Visit], premises: Premises) -> PlaceState:
    """The most particular place that anything was stated of: the entry, else the street."""
    if premises.entry_id is not None:
        entry = [v for v in stated if v.entry_id == premises.entry_id and v.uprn is None]
        if entry:
            return state_of_place(entry, premises)
    return state_of_place([v for v in stated if v.uprn is None and v.entry_id is None], premises)


def _is_same_bin(visit: Visit, report: Report) -> bool:
    return visit.container is None or report.container in (None, visit.container)


def _hearing(due: Due, known: Known, as_known: datetime) -> Hearing:
    collection = due.collection
    shifts = known.shifts_of(collection.round_id, collection.days)
    shifts = [shift for shift in shifts if shift.is_known(as_known)]
    squad = next((s.squad for s in shifts if s.squad is not None), due.round.squad)
    ended_at, end_reason, ended_on = _end(shifts, as_known)
    through, is_lost = heard_through(known, squad, collection, as_known)
    records_from = known.on_app.get(squad, date.max) if squad is not None else date.max
    on_app = records_from <= collection.on
    return Hearing(squad, on_app, ended_at, end_reason, ended_on, through, is_lost)


def _end(
    shifts: list[Shift], as_known: datetime
) -> tuple[datetime | None, Reason | None, date | None]:
    """When the squad last closed the collection, and why it left streets, as known."""
    ends = [
        (shift.ended_at, shift.end_reason, shift.on)
        for shift in shifts
        if shift.ended_at is not None
        and shift.end_received_at is not None
        and shift.end_received_at <= as_known
    ]
    return max(ends, key=lambda end: (end[0], end[1] or "", end[2]), default=(None, None, None))
