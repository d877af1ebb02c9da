"""The facts that planned days leave behind, as the verdicts read them: for judging weeks of a city at once. Pure.

The same taps and the same talking to the server as in the simulated history, without the exchange between: what is
tried here is the rules. `in_touch`: as if every device were heard at every moment and sent at once.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.core.facts import (
    ALWAYS,
    FOREVER,
    CouncilDays,
    Cycle,
    Heard,
    Move,
    MoveAction,
    Part,
    Premises,
    Report,
    Round,
    Service,
    ServiceState,
    Shift,
    Visit,
)
from server.core.known import Known
from server.core.reasons import default_reasons
from server.db.rounds import CalendarMove, RoundPlan
from server.db.rounds import Service as ServicePlan
from server.demo.council import DemoCouncil
from server.demo.history import GIVEN_UP_AFTER
from server.demo.holidays import ZONE
from server.demo.planned_reports import PlannedReport
from server.demo.recording import ShiftEnd, TakeBack, Tap
from server.demo.shifts import DemoDay, DeviceShift
from sync import ops
from sync.ops import entity_of_visit

Handset = tuple[str, int]  # squad and number


@dataclass(frozen=True, slots=True)
class _Sent:
    """A tap as it came in. `spoke_at`: when its device had spoken to the server last before it."""

    tap: Tap
    handset: Handset
    received_at: datetime
    spoke_at: datetime | None


def known_of(council: DemoCouncil, days: Sequence[DemoDay], *, in_touch: bool) -> Known:
    """Everything that is known of these days once everything has arrived, each fact with when it was received."""
    shifts = [shift for day in days for shift in day.shifts]
    sent = list(_sent(shifts, in_touch=in_touch))
    services = tuple(_service(one) for one in council.services)
    premises = {
        p.uprn: Premises(p.uprn, p.usrn, p.entry_id, p.bin_store_id, p.house)
        for p in council.town.premises
    }
    return Known(
        days=CouncilDays(str(ZONE), frozenset(h.on for h in council.holidays)),
        reasons={flags.code: flags for flags in default_reasons()},
        premises=premises,
        services=services,
        rounds={plan.id: _round(plan) for plan in council.book.rounds},
        moves=tuple(_move(move) for move in council.moves),
        visits=tuple(_visits(sent)),
        shifts=tuple(_closings(sent)),
        heard=tuple(_heard(shifts, in_touch=in_touch)),
        on_app={s.code: s.on_app_from for s in council.book.squads if s.on_app_from is not None},
        reports=tuple(r for day in days for one in day.reports if (r := report_of(one))),
        sizes=_sizes(premises, services),
    )


def report_of(planned: PlannedReport) -> Report:
    """A planned report as a fact."""
    return Report(
        id=planned.key,
        uprn=planned.uprn,
        stream=planned.stream,
        made_at=planned.made_at,
        received_at=planned.received_at,
        made_by=planned.made_by,
    )


def _sent(shifts: Sequence[DeviceShift], *, in_touch: bool) -> Iterator[_Sent]:
    """Every tap that ever came in: with the first talk after it, on its day or a later one."""
    speaks: dict[Handset, list[datetime]] = defaultdict(list)
    for shift in shifts:
        speaks[_handset(shift)] += shift.speaks_at
    ordered = {handset: sorted(times) for handset, times in speaks.items()}
    for shift in shifts:
        times = ordered[_handset(shift)]
        for tap in shift.taps:
            place = bisect_left(times, tap.at)
            if place == len(times):
                continue  # it never came
            received_at = tap.at if in_touch else times[place]
            spoke_at = tap.at if in_touch else (times[place - 1] if place else None)
            yield _Sent(tap, _handset(shift), received_at, spoke_at)


def _visits(sent: Sequence[_Sent]) -> Iterator[Visit]:
    taken_back = {one.tap.what.key: one for one in sent if isinstance(one.tap.what, TakeBack)}
    at_place: dict[str, list[_Sent]] = defaultdict(list)
    for one in sent:
        if isinstance(one.tap.what, ops.Visit):
            at_place[entity_of_visit(one.tap.what)].append(one)
    for of_place in at_place.values():
        for one in of_place:
            back = taken_back.get(one.tap.key)
            yield _visit(one, of_place, None if back is None else back.received_at)


def _visit(sent: _Sent, of_place: Iterable[_Sent], retracted_at: datetime | None) -> Visit:
    what, tap = sent.tap.what, sent.tap
    assert isinstance(what, ops.Visit)  # noqa: S101 - the caller asked
    return Visit(
        id=tap.key,
        round_id=what.round_id,
        on=what.on,
        usrn=what.usrn,
        outcome=what.outcome,
        noted_at=tap.at,
        received_at=sent.received_at,
        device="{}-{}".format(*sent.handset),
        squad=sent.handset[0],
        reason=what.reason,
        uprn=what.uprn,
        entry_id=what.entry_id,
        container=what.container,
        material=what.material,
        part=_part(what.part),
        corrects=tap.corrects,
        saw=_saw(sent, of_place),
        retracted_at=retracted_at,
    )


def _part(part: ops.Part | None) -> Part | None:
    if part is None:
        return None
    return Part(part.side, part.from_house, part.to_house, tuple(part.entries))


def _saw(sent: _Sent, of_place: Iterable[_Sent]) -> frozenset[str]:
    """What other devices had stated of the place and this one had on its screen."""
    if sent.spoke_at is None:
        return frozenset()
    return frozenset(
        other.tap.key
        for other in of_place
        if other.handset != sent.handset
        and other.received_at <= sent.spoke_at
        and other.tap.at < sent.tap.at
    )


def _closings(sent: Iterable[_Sent]) -> Iterator[Shift]:
    """One closing a collection: the last."""
    last: dict[tuple[str, date], _Sent] = {}
    for one in sent:
        what = one.tap.what
        if isinstance(what, ShiftEnd):
            there = last.get((what.round_id, what.on))
            if there is None or one.received_at > there.received_at:
                last[what.round_id, what.on] = one
    for (round_id, on), one in last.items():
        assert isinstance(one.tap.what, ShiftEnd)  # noqa: S101 - chosen so above
        reason = one.tap.what.reason
        yield Shift(round_id, on, one.handset[0], one.tap.at, one.received_at, reason)


def _heard(shifts: Iterable[DeviceShift], *, in_touch: bool) -> Iterator[Heard]:
    for shift in shifts:
        squad, number = _handset(shift)
        device = f"{squad}-{number}"
        for at in shift.speaks_at:
            yield Heard(squad, device, at, at)
        if shift.fares.lost_at is not None:
            given_up_at = shift.fares.lost_at + GIVEN_UP_AFTER
            yield Heard(squad, device, shift.switched_on_at, shift.switched_on_at, given_up_at)
        elif in_touch:
            yield Heard(squad, device, FOREVER, ALWAYS)


def _handset(shift: DeviceShift) -> Handset:
    return shift.fares.squad, shift.fares.number


def _round(plan: RoundPlan) -> Round:
    return Round(
        id=plan.id,
        stream=plan.stream,
        weekdays=frozenset(plan.weekdays),
        cycle_from=plan.cycle_from,
        cycle=Cycle(plan.cycle),
        squad=plan.squad,
        operator=plan.operator,
        season_from=plan.season_from,
        season_to=plan.season_to,
        expected_end=plan.expected_end,
        closed_on=plan.closed_on,
        name=plan.name,
    )


def _service(one: ServicePlan) -> Service:
    return Service(
        uprn=one.uprn,
        round_id=one.round_id,
        stream=one.stream,
        from_on=one.from_on,
        until_on=one.until_on,
        state=ServiceState(one.state),
        container=one.container,
    )


def _move(move: CalendarMove) -> Move:
    return Move(
        on=move.on,
        action=MoveAction(move.action),
        to=move.to_on,
        stream=move.stream,
        operator=move.operator,
        round_id=move.round_id,
        area=move.area,
        report_from=move.report_from,
        report_until=move.report_until,
        message=move.message,
        counts_as_working_day=move.counts_as_working_day,
        received_at=move.received_at,
    )


def _sizes(
    premises: dict[str, Premises], services: Iterable[Service]
) -> dict[tuple[str, str], int]:
    bins: dict[tuple[str, str], set[str]] = defaultdict(set)
    for service in services:
        place = premises[service.uprn]
        if place.usrn is not None and service.state is ServiceState.ACTIVE:
            bins[place.usrn, service.stream].add(place.bin_store_id or place.uprn)
    return Counter({key: len(of_street) for key, of_street in bins.items()})
