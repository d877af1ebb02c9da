"""The whole demo council as plain values: the same size, seed and day give the same council, byte for byte."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from server.db.rounds import BankHoliday, CalendarMove, Service
from server.demo.holidays import DIVISION, bank_holidays, calendar_moves
from server.demo.rounds import RoundBook, plan_rounds
from server.demo.services import plan_services
from server.demo.sizes import SIZES, Size
from server.demo.town.names import COUNCIL
from server.demo.town.town import Town, build_town

PURPOSE = (
    "This device records which streets were collected, when, and why others were not. A position is kept only with "
    "what you record and while a shift is open. It names squads, never persons, and is not used to rate anybody."
)
CONTACT = "the waste line, 0300 555 0142"


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What a demo council is made from."""

    size: str
    seed: int
    on: date

    @property
    def mark(self) -> str:
        """How a database remembers which demo council it holds."""
        return f"{self.size}/{self.seed}/{self.on.isoformat()}"

    @classmethod
    def from_mark(cls, mark: str) -> "DemoPlan":
        """The plan a mark stands for."""
        size, seed, on = mark.split("/")
        return cls(size, int(seed), date.fromisoformat(on))


@dataclass(frozen=True, slots=True)
class DemoCouncil:
    """Everything of the council that is known beforehand."""

    plan: DemoPlan
    size: Size
    name: str
    division: str
    town: Town
    book: RoundBook
    services: tuple[Service, ...]
    holidays: tuple[BankHoliday, ...]
    moves: tuple[CalendarMove, ...]


def make_council(plan: DemoPlan) -> DemoCouncil:
    """Make the council of a plan. Pure; a town takes a second or two, a city about ten."""
    size = SIZES[plan.size]
    town = build_town(size, plan.seed)
    book = plan_rounds(town, size, on_app_from=plan.on - timedelta(days=70))
    holidays = bank_holidays(plan.on)
    return DemoCouncil(
        plan=plan,
        size=size,
        name=COUNCIL,
        division=DIVISION,
        town=town,
        book=book,
        services=tuple(
            plan_services(town.premises, book, plan.on, Random(f"{plan.seed}/services"))
        ),
        holidays=holidays,
        moves=calendar_moves(holidays, book.rounds, plan.on),
    )


def fingerprint(council: DemoCouncil) -> str:
    """SHA-256 over everything in the council: two that are equal byte for byte have the same."""
    digest = hashlib.sha256()
    town, book = council.town, council.book
    for part in (
        *(town.wards, town.streets, town.entries, town.bin_stores, town.premises),
        *(book.squads, book.rounds, book.round_streets),
        *(council.services, council.holidays, council.moves),
    ):
        for item in part:
            digest.update(repr(item).encode())
    return digest.hexdigest()
