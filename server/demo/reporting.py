"""Who reports what on account of a collection: truly, untruly, early, late, twice, members, agents. Pure.

Everything is drawn from the truth; what would be the right answer comes from `known_answers`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from server.core.verdict_words import MadeBy, VerdictWord
from server.db.places import Premises
from server.db.rounds import RoundPlan
from server.demo.days import find_move
from server.demo.holidays import ZONE
from server.demo.index import CouncilIndex
from server.demo.known_answers import Hours, Recorded, right_answer
from server.demo.planned_reports import PlannedReport, Why
from server.demo.truth import CollectionTruth, Fate, StreetTruth

WORKING_DAYS_TO_REPORT = 2
REPORTS = {  # the chance that somebody reports, by what became of the bin and why
    Why.MISSED: 0.60,
    Why.BLOCKED: 0.045,
    Why.LEFT: 0.045,
    Why.SKIPPED: 0.15,
    Why.REFUSED: 0.05,
    Why.WRONGLY_REFUSED: 0.55,
    Why.WARNED: 0.05,
    Why.MISTAKEN: 0.00022,
    Why.IMPATIENT: 0.00020,
}
TWICE, NEIGHBOUR = 0.06, 0.25
VOICES = (  # who speaks and how, with weights
    (60, MadeBy.RESIDENT, "web"),
    (24, MadeBy.AGENT, "phone"),
    (5, MadeBy.AGENT, "email"),
    (3, MadeBy.AGENT, "counter"),
    (2, MadeBy.AGENT, "social"),
    (6, MadeBy.MEMBER, "web"),
)
NOTES = (
    "",
    "",
    "",
    "It was out before seven.",
    "The whole side of the street was left.",
    "Third time this year.",
)


@dataclass(frozen=True, slots=True)
class Talk:
    """How much people talk: a factor on every chance."""

    much: float = 1.8
    much_off_app: float = (
        0.5  # of collections whose squad records nothing: a demo is to show what recording gives
    )

    def about(self, *, on_app: bool) -> float:
        """The factor for a collection."""
        return self.much if on_app else self.much * self.much_off_app


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What reporting needs to know of a collection besides its truth. `recorded` None: the squad records nothing."""

    index: CouncilIndex
    recorded: Recorded | None
    holidays: frozenset[date]
    talk: Talk = Talk()


def plan_reports(truth: CollectionTruth, about: Circumstances) -> tuple[PlannedReport, ...]:
    """Every report that a collection will cause, by the time it is made."""
    teller = _Teller(truth, about)
    found = [report for street in truth.streets for report in teller.of_street(street)]
    ordered = sorted(found, key=lambda report: (report.made_at, report.key))
    return tuple(_with_duplicates(ordered, about.index))


def _with_duplicates(ordered: list[PlannedReport], index: CouncilIndex) -> Iterator[PlannedReport]:
    """Of several about the same bins the later ones are duplicates, while one before them is open."""
    open_bins: set[str] = set()
    for report in ordered:
        place = index.premises[report.uprn or ""]
        bins = place.bin_store_id or place.uprn
        if bins in open_bins:
            yield replace(report, right=(VerdictWord.DUPLICATE,))
            continue
        if report.right[0] not in CLOSED_AT_ONCE:
            open_bins.add(bins)
        yield report


class _Teller:
    def __init__(self, truth: CollectionTruth, about: Circumstances) -> None:
        self._truth, self._about = truth, about
        self._random = Random(f"{about.index.seed}/{truth.round_id}/{truth.on.isoformat()}/reports")
        plan = about.index.rounds[truth.round_id]
        move = find_move(about.index, plan, truth.scheduled_on)
        catch_up = _catch_up(about.index, plan)
        self._hours = Hours(
            expected_end=_expected_end(plan, truth.on),
            window_end=window_end(truth.on, about.holidays - catch_up, catch_up),
            report_from=None if move is None else move.report_from,
        )
        self._much = about.talk.about(on_app=about.recorded is not None)
        self._count = 0

    def of_street(self, street: StreetTruth) -> Iterator[PlannedReport]:
        for place in self._about.index.served(self._truth.round_id, street.usrn, self._truth.on):
            why = _why(street, place)
            if self._random.random() < REPORTS.get(why, 0.0) * self._much:
                yield from self._contacts(why, street, place)
            elif self._random.random() < REPORTS[Why.IMPATIENT] * self._much:
                yield from self._impatient(street, place)

    def _contacts(self, why: Why, street: StreetTruth, place: Premises) -> Iterator[PlannedReport]:
        first = self._report(why, place, self._contact_time(street))
        yield first
        if self._random.random() < TWICE:
            yield from self._again(Why.TWICE, first, place)
        if place.bin_store_id and self._random.random() < NEIGHBOUR:
            neighbours = [
                other
                for other in self._about.index.premises_of_street[street.usrn]
                if other.bin_store_id == place.bin_store_id and other.uprn != place.uprn
            ]
            if neighbours:
                yield from self._again(Why.NEIGHBOUR, first, self._random.choice(neighbours))

    def _impatient(self, street: StreetTruth, place: Premises) -> Iterator[PlannedReport]:
        """Before the squad came: from half past six until a few minutes before."""
        day_begins = datetime.combine(self._truth.on, time(6, 30), ZONE)
        comes = (street.at or self._truth.ended_at) - timedelta(minutes=12)
        if comes > day_begins:
            made_at = day_begins + (comes - day_begins) * self._random.random()
            yield self._report(Why.IMPATIENT, place, made_at)

    def _contact_time(self, street: StreetTruth) -> datetime:
        """The same day after the squad was (or should have been) there, or one of the next days, or too late."""
        over = street.went_back_at or street.at or self._truth.ended_at
        draw = self._random.random()
        if draw < 0.42:
            late = datetime.combine(self._truth.on, time(22, 40), ZONE)
            begins = over + timedelta(minutes=20)
            if begins < late:
                share: float = self._random.random() ** 1.6
                return begins + (late - begins) * share
        days = 1 if draw < 0.82 else 2 if draw < 0.93 else self._random.randint(3, 6)
        day = self._truth.on + timedelta(days=days)
        begins = datetime.combine(day, time(7, 5), ZONE)
        return begins + timedelta(minutes=self._random.triangular(0, 15 * 60, 120))

    def _report(self, why: Why, place: Premises, made_at: datetime) -> PlannedReport:
        made_by, channel = self._voice()
        made_at = made_at.replace(microsecond=0)
        self._count += 1
        return PlannedReport(
            key=f"{self._truth.round_id}@{self._truth.on.isoformat()}~{self._count}",
            why=why,
            stream=self._truth.stream,
            made_at=made_at,
            received_at=made_at + self._keying_delay(channel),
            made_by=made_by,
            channel=channel,
            right=self._right(why, place, made_at),
            uprn=place.uprn,
            usrn=place.usrn,
            round_id=self._truth.round_id,
            on=self._truth.on,
            note=self._random.choice(NOTES),
        )

    def _right(self, why: Why, place: Premises, made_at: datetime) -> tuple[VerdictWord, ...]:
        right = right_answer(self._about.recorded, place, made_at, self._hours)
        # nobody has been there, yet it is marked complete: enough neighbours may put the record in doubt
        is_doubtful = why is Why.SKIPPED and right == (VerdictWord.CONFIRMED_MISSED,)
        return (*right, VerdictWord.CONFLICTING_EVIDENCE) if is_doubtful else right

    def _again(self, why: Why, first: PlannedReport, place: Premises) -> Iterator[PlannedReport]:
        """A second contact about the same bins; not when the next collection has come meanwhile."""
        made_at = first.received_at + timedelta(minutes=self._random.randint(15, 400))
        again = self._report(why, place, made_at)
        if made_at.astimezone(ZONE).date() < self._truth.on + timedelta(days=7):
            yield again

    def _voice(self) -> tuple[MadeBy, str]:
        weights = [weight for weight, _, _ in VOICES]
        _, made_by, channel = self._random.choices(VOICES, weights)[0]
        return made_by, channel

    def _keying_delay(self, channel: str) -> timedelta:
        if channel in ("email", "social"):
            return timedelta(minutes=self._random.randint(25, 26 * 60))
        return timedelta(minutes=self._random.randint(1, 6) if channel == "phone" else 0)


# a report that was answered so is not open: the next one about the same bins stands by itself
CLOSED_AT_ONCE = frozenset(
    {
        VerdictWord.CREW_EXCEPTION,
        VerdictWord.COLLECTED_WITH_WARNING,
        VerdictWord.TOO_LATE,
        VerdictWord.TOO_EARLY,
        VerdictWord.RESCHEDULED,
    }
)


def _why(street: StreetTruth, place: Premises) -> Why:
    fate = street.fate(place)
    if street.is_skipped:
        return Why.SKIPPED
    if fate is Fate.NOT_REACHED:
        return Why.LEFT if street.at is None else Why.BLOCKED
    if fate is Fate.MISSED:
        return Why.MISSED if place.uprn in street.missed else Why.WRONGLY_REFUSED
    if fate is Fate.REFUSED:
        return Why.REFUSED
    if fate is Fate.WARNED:
        return Why.WARNED
    return Why.MISTAKEN


def _expected_end(plan: RoundPlan, on: date) -> datetime:
    return datetime.combine(on, plan.expected_end or time(23, 59), ZONE)


def _catch_up(index: CouncilIndex, plan: RoundPlan) -> frozenset[date]:
    """The days on which holidays' collections are made up for and which count as working days."""
    return frozenset(
        day
        for move in index.moves
        if move.counts_as_working_day
        and move.stream in (None, plan.stream)
        and move.round_id in (None, plan.id)
        for day in move.to_on
    )


def window_end(
    worked_on: date, holidays: frozenset[date], catch_up: frozenset[date] = frozenset()
) -> datetime:
    """Midnight after the second working day: Saturdays, Sundays, bank holidays never count, but for those made up."""
    day = worked_on
    left = WORKING_DAYS_TO_REPORT
    while left:
        day += timedelta(days=1)
        if day in catch_up or (day.isoweekday() <= 5 and day not in holidays):
            left -= 1
    return datetime.combine(day + timedelta(days=1), time(0), ZONE)
