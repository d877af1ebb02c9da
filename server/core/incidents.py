"""Which streets and entries of a collection were not reached, not completed, or left unfinished. Pure.

One incident for a street or entry and collection, opened by what the squad states, whether or not anybody reports.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.core.facts import FOREVER, ReasonBook, Visit
from server.core.finding import IncidentKey
from server.core.statements import DONE, shown_of, statements_known
from server.core.verdict_words import IncidentCause
from sync.words import Outcome, Reason

Place = tuple[str, date, str, str | None]  # round, day, usrn, entry
SETTLED_BY = ("returned", "decided")  # the squad went back, or a manager closed it


@dataclass(frozen=True, slots=True)
class StreetsStated:
    """What was stated of some streets of a collection. `usrns`: those of them that are on the round.

    `ended`: the squad closed it (when received, why). `touched`: only of these streets; None: of all.
    """

    round_id: str
    on: date
    usrns: frozenset[str]
    visits: tuple[Visit, ...]
    ended: tuple[datetime, Reason | None] | None = None
    touched: frozenset[str] | None = None

    def covers(self, key: IncidentKey) -> bool:
        """Does it speak of the place of that incident?"""
        is_of_it = (key.round_id, key.on) == (self.round_id, self.on)
        return is_of_it and (self.touched is None or key.usrn in self.touched)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An incident that should be open, and when what causes it was received."""

    key: IncidentKey
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """A place that is done: since when, and when that was received."""

    at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class IncidentKept:
    """An incident as kept. `merged_into`: another one, and since when that is closed.

    `reopened_at`: a manager opened it again; only what came after that closes it. `is_returned`: it is open, and a
    return that was asked for since was made.
    """

    id: str
    key: IncidentKey
    opened_at: datetime
    closed_at: datetime | None = None
    closed_because: str | None = None
    reopened_at: datetime | None = None
    merged_into: str | None = None
    other_closed_at: datetime | None = None
    is_returned: bool = False

    @property
    def is_open(self) -> bool:
        """Is it open?"""
        return self.closed_at is None

    @property
    def settles_until(self) -> datetime | None:
        """What was received up to then opens no other incident at its place. None: it settles nothing."""
        if self.merged_into is not None:
            return self.other_closed_at or FOREVER
        return self.closed_at if self.closed_because in SETTLED_BY else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: open, tell anew why, or close (with why, and when the place was done)."""

    to_open: tuple[IncidentKey, ...] = ()
    to_change: tuple[tuple[str, IncidentKey], ...] = ()
    to_close: tuple[tuple[str, str, datetime | None], ...] = ()


def list_wanted(
    stated: StreetsStated, reasons: ReasonBook, as_known: datetime
) -> tuple[dict[Place, Wanted], dict[Place, Done]]:
    """The incidents there should be, and the places that are done, with since when."""
    wanted: dict[Place, Wanted] = {}
    done: dict[Place, Done] = {}
    known = statements_known(stated.visits, as_known)
    for place, statements in _by_place(stated, known).items():
        shown = shown_of(statements)
        if shown is None:
            continue
        if shown.outcome in DONE:
            done[place] = Done(shown.noted_at, shown.received_at)
        else:
            wanted[place] = Wanted(_key(place, shown, reasons), shown.received_at)
    if stated.ended is not None and stated.ended[0] <= as_known:
        for usrn in stated.usrns - {usrn for _, _, usrn, _ in (*wanted, *done)}:
            key = IncidentKey(
                stated.round_id, stated.on, usrn, None, IncidentCause.UNFINISHED, stated.ended[1]
            )
            wanted[key.place] = Wanted(key, stated.ended[0])
    return wanted, done


def _by_place(stated: StreetsStated, known: Iterable[Visit]) -> dict[Place, list[Visit]]:
    places: dict[Place, list[Visit]] = {}
    for visit in known:
        if visit.uprn is None:
            place = (stated.round_id, stated.on, visit.usrn, visit.entry_id)
            places.setdefault(place, []).append(visit)
    return places


def _key(place: Place, shown: Visit, reasons: ReasonBook) -> IncidentKey:
    flags = reasons.get(shown.reason) if shown.reason is not None else None
    is_blocked = shown.outcome is Outcome.NOT_COLLECTED and flags is not None and flags.no_access
    cause = IncidentCause.NO_ACCESS if is_blocked else IncidentCause.NOT_COMPLETED
    return IncidentKey(*place, cause, shown.reason)


def plan_incidents(
    wanted: Mapping[Place, Wanted], done: Mapping[Place, Done], kept: Sequence[IncidentKept]
) -> Plan:
    """What to open, change and close. `kept`: every incident at these places, open and closed."""
    open_at = {i.key.place: i for i in kept if i.is_open}
    settled = _settled_until(kept)
    to_open = [
        one.key
        for place, one in wanted.items()
        if place not in open_at and not (place in settled and one.received_at <= settled[place])
    ]
    to_change = [
        (open_at[place].id, one.key)
        for place, one in wanted.items()
        if place in open_at and open_at[place].key != one.key
    ]
    to_close = [
        (incident.id, "completed" if place in done else "corrected", _since(done.get(place)))
        for place, incident in open_at.items()
        if place not in wanted and _is_over(incident, done.get(place))
    ]
    to_close += [  # closed already: its return is what is over
        (incident.id, "completed", done[incident.key.place].at)
        for incident in kept
        if incident.merged_into is not None and incident.key.place in done
    ]
    return Plan(tuple(to_open), tuple(to_change), tuple(to_close))


def _settled_until(kept: Sequence[IncidentKept]) -> dict[Place, datetime]:
    """Until when what was said of a place is settled: it was gone back to, decided, or belongs to another incident."""
    settled: dict[Place, datetime] = {}
    for incident in kept:
        until = incident.settles_until
        if until is not None:
            settled[incident.key.place] = max(settled.get(incident.key.place, until), until)
    return settled


def _since(done: Done | None) -> datetime | None:
    return None if done is None else done.at


def _is_over(incident: IncidentKept, done: Done | None) -> bool:
    """May an incident that nothing asks for be closed? Many reports, or silence, are not taken back by silence.

    Nor what a manager opened again, by what was there before.
    """
    if incident.reopened_at is not None:
        return done is not None and done.received_at > incident.reopened_at
    cause = incident.key.cause
    return cause is not IncidentCause.CLUSTER and (
        done is not None or cause is not IncidentCause.UNFINISHED
    )
