"""Everything known that bears on some reports: one pool of facts, looked up by place. Serves one report or thousands.

A pool may hold more than a report needs, later facts included: what counts is chosen by place and by "as known at".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from server.core.facts import (
    CouncilDays,
    Heard,
    Move,
    Premises,
    ReasonBook,
    Report,
    ReturnAnswer,
    Round,
    Service,
    Shift,
    Visit,
    Worked,
)
from server.core.heard_steps import SquadHeard


@dataclass(frozen=True)
class Known:
    """The pool. `on_app`: for each squad that records, from which day. `sizes`: premises by street and stream."""

    days: CouncilDays = field(default_factory=CouncilDays)
    reasons: ReasonBook = field(default_factory=dict)
    premises: Mapping[str, Premises] = field(default_factory=dict)
    services: tuple[Service, ...] = ()
    rounds: Mapping[str, Round] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    visits: tuple[Visit, ...] = ()
    worked: tuple[Worked, ...] = ()  # also by visits that are not in the pool
    shifts: tuple[Shift, ...] = ()
    heard: tuple[Heard, ...] = ()
    on_app: Mapping[str, date] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    returns: tuple[ReturnAnswer, ...] = ()
    sizes: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def services_of(self, uprn: str, stream: str) -> list[Service]:
        """The services of a premises for a stream, active or not."""
        return self._services.get((uprn, stream), [])

    def visits_of(self, round_id: str, days: Iterable[date], usrn: str) -> list[Visit]:
        """What was recorded on a street (its entries and premises too) for a collection; each operation once."""
        return [v for day in days for v in self._visits.get((round_id, day, usrn), [])]

    def devices_of(self, round_id: str, days: Iterable[date], as_known: datetime) -> set[str]:
        """The devices that recorded anything of a collection, as known."""
        return {
            device
            for day in days
            for device, received_at in self._devices.get((round_id, day), {}).items()
            if received_at <= as_known
        }

    def shifts_of(self, round_id: str, days: Iterable[date]) -> list[Shift]:
        """What is known of a collection as a whole."""
        return [s for day in days for s in self._shifts.get((round_id, day), [])]

    def heard_of(self, squad: str) -> SquadHeard:
        """How far each device of a squad was heard, and when that was known."""
        return self._heard.get(squad) or SquadHeard(())

    def reports_at(self, uprn: str, bin_store_id: str | None, stream: str) -> list[Report]:
        """The reports of a premises, and of all that share its bin store."""
        if bin_store_id is not None:
            return self._reports_by_store.get((bin_store_id, stream), [])
        return self._reports_by_uprn.get((uprn, stream), [])

    def reports_on(self, usrn: str, stream: str) -> list[Report]:
        """The reports of a street's premises for a stream."""
        return self._reports_by_street.get((usrn, stream), [])

    def answers_of(self, report_id: str) -> list[ReturnAnswer]:
        """What became of the returns for a report."""
        return self._answers.get(report_id, [])

    def returned_to(self, place: tuple[str, date, str, str | None]) -> list[ReturnAnswer]:
        """The answers to returns to a street or entry, for a collection."""
        return self._returned_to.get(place, [])

    @cached_property
    def _returned_to(self) -> dict[tuple[str, date, str, str | None], list[ReturnAnswer]]:
        found: dict[tuple[str, date, str, str | None], list[ReturnAnswer]] = defaultdict(list)
        for answer in self.returns:
            if answer.place is not None:
                found[answer.place].append(answer)
        return found

    @cached_property
    def _services(self) -> dict[tuple[str, str], list[Service]]:
        found: dict[tuple[str, str], list[Service]] = defaultdict(list)
        for service in self.services:
            found[service.uprn, service.stream].append(service)
        return found

    @cached_property
    def _visits(self) -> dict[tuple[str, date, str], list[Visit]]:
        found: dict[tuple[str, date, str], list[Visit]] = defaultdict(list)
        for visit in self._each_once:
            found[visit.round_id, visit.on, visit.usrn].append(visit)
        return found

    @cached_property
    def _each_once(self) -> list[Visit]:
        """Each operation once, as it came first, whatever was sent again."""
        first: dict[str, Visit] = {}
        for visit in self.visits:
            there = first.get(visit.id)
            if there is None or visit.received_at < there.received_at:
                first[visit.id] = visit
        return sorted(first.values(), key=lambda v: (v.noted_at, v.id))

    @cached_property
    def _devices(self) -> dict[tuple[str, date], dict[str, datetime]]:
        found: dict[tuple[str, date], dict[str, datetime]] = defaultdict(dict)
        for visit in self._each_once:
            of_day = found[visit.round_id, visit.on]
            first = of_day.get(visit.device, visit.received_at)
            of_day[visit.device] = min(first, visit.received_at)
        for one in self.worked:
            of_day = found[one.round_id, one.on]
            of_day[one.device] = min(of_day.get(one.device, one.received_at), one.received_at)
        return found

    @cached_property
    def _shifts(self) -> dict[tuple[str, date], list[Shift]]:
        found: dict[tuple[str, date], list[Shift]] = defaultdict(list)
        for shift in self.shifts:
            found[shift.round_id, shift.on].append(shift)
        return found

    @cached_property
    def _heard(self) -> dict[str, SquadHeard]:
        found: dict[str, list[Heard]] = defaultdict(list)
        for heard in self.heard:
            found[heard.squad].append(heard)
        return {squad: SquadHeard(of_squad) for squad, of_squad in found.items()}

    @cached_property
    def _sorted_reports(self) -> list[Report]:
        return sorted({r.id: r for r in self.reports}.values(), key=report_order)

    @cached_property
    def _reports_by_uprn(self) -> dict[tuple[str, str], list[Report]]:
        found: dict[tuple[str, str], list[Report]] = defaultdict(list)
        for report in self._sorted_reports:
            if report.uprn is not None:
                found[report.uprn, report.stream].append(report)
        return found

    @cached_property
    def _reports_by_store(self) -> dict[tuple[str, str], list[Report]]:
        found: dict[tuple[str, str], list[Report]] = defaultdict(list)
        for report in self._sorted_reports:
            premises = self.premises.get(report.uprn or "")
            if premises is not None and premises.bin_store_id is not None:
                found[premises.bin_store_id, report.stream].append(report)
        return found

    @cached_property
    def _reports_by_street(self) -> dict[tuple[str, str], list[Report]]:
        found: dict[tuple[str, str], list[Report]] = defaultdict(list)
        for report in self._sorted_reports:
            premises = self.premises.get(report.uprn or "")
            if premises is not None and premises.usrn is not None:
                found[premises.usrn, report.stream].append(report)
        return found

    @cached_property
    def _answers(self) -> dict[str, list[ReturnAnswer]]:
        found: dict[str, list[ReturnAnswer]] = defaultdict(list)
        for answer in self.returns:
            found[answer.report_id].append(answer)
        return found


def report_order(report: Report) -> tuple[datetime, str]:
    """Which of two reports is the earlier: by when the contact was made, never by when it arrived."""
    return report.made_at, report.id
