"""Builders of facts: one street, one round on Mondays, one squad with the app. Sensible defaults, real types."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from server.core.facts import (
    ALWAYS,
    FOREVER,
    CouncilDays,
    Heard,
    Premises,
    Report,
    Round,
    Service,
    Visit,
)
from server.core.known import Known
from server.core.policy import PRESETS
from server.core.reasons import default_reasons
from sync.words import Outcome

ON = date(2026, 3, 2)  # a Monday in winter: local time is UTC
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
BELFAST = PRESETS["belfast"]
REASONS = {flags.code: flags for flags in default_reasons()}
ROUND = Round("R1", "refuse", frozenset({1}), ON, squad="S1")


def at(hours: float, days: int = 0) -> datetime:
    """A time of the collection's day, or some days later."""
    return MIDNIGHT + timedelta(days=days, hours=hours)


def make_visit(**changes: Any) -> Visit:
    """The whole street completed at nine, received at once."""
    noted_at = changes.pop("noted_at", at(9))
    visit = Visit("v1", "R1", ON, "1001", Outcome.COMPLETED, noted_at, noted_at, device="D1")
    return replace(visit, **changes)


def make_report(**changes: Any) -> Report:
    """Made and received at noon by the resident of 5001."""
    made_at = changes.pop("made_at", at(12))
    return replace(Report("r1", "5001", "refuse", made_at, made_at), **changes)


def make_premises(uprn: str, **changes: Any) -> Premises:
    """On street 1001."""
    return replace(Premises(uprn, "1001"), **changes)


def make_known(*premises: Premises, **changes: Any) -> Known:
    """Premises 5001 to 5003 unless others are given, all on round R1; the device is heard all the time."""
    places = premises or tuple(make_premises(uprn) for uprn in ("5001", "5002", "5003"))
    known = Known(
        days=CouncilDays(),
        reasons=REASONS,
        premises={p.uprn: p for p in places},
        services=tuple(Service(p.uprn, "R1", "refuse") for p in places),
        rounds={"R1": ROUND},
        heard=(Heard("S1", "D1", FOREVER, ALWAYS),),
        on_app={"S1": date.min},
    )
    return replace(known, **changes)
