"""Squeezes what is left of a planned day: with speed 10 an hour's work is done in six minutes. Pure."""

from dataclasses import replace
from datetime import datetime

from server.demo.device_days import Gap, WorkingHours
from server.demo.shifts import DemoDay, DeviceShift


def hurried(day: DemoDay, start: datetime, speed: float) -> DemoDay:
    """The day with everything after `start` brought nearer to it; what came before stays as it was."""
    if speed == 1.0:
        return day

    def near(at: datetime) -> datetime:
        return at if at <= start else start + (at - start) / speed

    def shift_of(shift: DeviceShift) -> DeviceShift:
        fares = replace(
            shift.fares,
            gaps=tuple(Gap(near(gap.start), near(gap.end)) for gap in shift.fares.gaps),
            lost_at=near(shift.fares.lost_at) if shift.fares.lost_at is not None else None,
        )
        return DeviceShift(
            fares=fares,
            hours=WorkingHours(near(shift.hours.start), near(shift.hours.end)),
            taps=tuple(replace(tap, at=near(tap.at)) for tap in shift.taps),
            speaks_at=tuple(near(at) for at in shift.speaks_at),
        )

    return replace(
        day,
        shifts=tuple(shift_of(shift) for shift in day.shifts),
        reports=tuple(
            replace(report, made_at=near(report.made_at), received_at=near(report.received_at))
            for report in day.reports
        ),
    )
