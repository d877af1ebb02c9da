"""Sets a database up with the city: council, policy, wards, premises, streets, rounds; and the bulky squads' rounds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import holidays

from server.actions.import_premises import import_premises
from server.actions.import_rounds import import_rounds
from server.actions.import_wards import import_wards
from server.actions.importing import Progress, Source
from server.actions.put_round_plan import put_plans
from server.actions.rounds_wanted import RoundsWanted
from server.core.imports import ImportOutcome
from server.db.council import Council, put_council
from server.db.policies import ensure_presets, ensure_reasons, put_in_force
from server.db.rounds import (
    BankHoliday,
    RoundPlan,
    Squad,
    put_bank_holidays,
    put_squads,
)
from server.db.session import Session
from server.demo.replay_dc_folder import BULKY, ZONE, BulkyVisit, Folder, round_of_squad

DIVISION = "us-dc"
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
BEFORE = timedelta(days=60)  # the plan holds from well before the first report
AUTHOR = "replay-dc"


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day on which anything happens."""

    first: date
    last: date


def load_city(
    session: Session, folder: Folder, span: Span, progress: Progress
) -> list[ImportOutcome]:
    """Everything that is known before the first report, as if imported then. Gives what each import did."""
    from_on = span.first - BEFORE
    known_at = datetime(from_on.year, from_on.month, from_on.day, tzinfo=UTC)
    put_council(session, Council("Washington, DC (replay)", ZONE, DIVISION))
    put_bank_holidays(session, _holidays(from_on.year, span.last.year + 1))
    ensure_reasons(session)
    ensure_presets(session, known_at)
    body = {"base": "belfast", "holiday_division": DIVISION}
    put_in_force(session, "dc", body, AUTHOR, (known_at, known_at))
    monday = from_on - timedelta(days=from_on.weekday())

    def rounds(file: Source, stream: str) -> Callable[[], ImportOutcome]:
        wanted = RoundsWanted(cycle_from=monday, from_on=from_on, stream=stream)
        return lambda: import_rounds(session, file, known_at, wanted, progress)

    trash = Source(folder.trash, {"round": "route_id", "day": "day"})
    recycling = Source(folder.recycling, {"round": "route", "day": "day"})
    steps: tuple[Callable[[], ImportOutcome], ...] = (
        lambda: import_wards(session, Source(folder.wards), known_at, progress),
        lambda: import_premises(session, Source(folder.premises), known_at, progress),
        rounds(trash, "refuse"),
        rounds(recycling, "recycling"),
        rounds(trash, "garden"),  # yard waste goes with the trash day
    )
    return [step() for step in steps]


def load_bulky_squads(session: Session, visits: list[BulkyVisit]) -> None:
    """A squad on the app and a round for every crew that visited bulky jobs."""
    if not visits:
        return
    first = min(visit.visit.on for visit in visits)
    squads = sorted({visit.squad for visit in visits})
    put_squads(session, [Squad(code, code, on_app_from=first) for code in squads])
    put_plans(
        session,
        [
            RoundPlan(round_of_squad(code), code, BULKY, first, EVERY_DAY, squad=code)
            for code in squads
        ],
    )


def _holidays(first_year: int, last_year: int) -> list[BankHoliday]:
    days = holidays.country_holidays(
        "US", subdiv="DC", years=range(first_year, last_year + 1), language="en_US"
    )
    return [BankHoliday(DIVISION, on, title) for on, title in sorted(days.items())]
