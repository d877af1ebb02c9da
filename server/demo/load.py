"""Puts the demo council into a database, through the same functions as the importers. Never touches a real council."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.actions.passwords import hash_password
from server.core.problems import Problem
from server.db import places, rounds
from server.db.accounts import NewAccount, add_account
from server.db.council import Council, put_council
from server.db.demo_mark import Holds, find_demo_mark, mark_as_demo, what_it_holds
from server.db.policies import ensure_presets, ensure_reasons, put_in_force
from server.db.puts import Put
from server.db.session import Session
from server.demo.council import CONTACT, PURPOSE, DemoCouncil, DemoPlan
from server.demo.fleet import STREAMS

PASSWORD = "tally-otter-lantern"  # noqa: S105 - printed to whoever runs the demo, for invented people only
POLICY = "belfast"
DOMAIN = "dunavarra.example"

Progress = Callable[[str, int], None]  # what was put, how many


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A sign-in of the demo."""

    email: str
    name: str
    role: str
    wards: tuple[str, ...] = ()


def find_plan(session: Session) -> DemoPlan | None:
    """The plan of the demo council that the database holds. Raises Problem when it holds a real council."""
    mark = find_demo_mark(session)
    if mark is not None:
        return DemoPlan.from_mark(mark)
    if what_it_holds(session) is Holds.COUNCIL:
        raise Problem("demo.council_is_real")
    return None


def load_council(session: Session, council: DemoCouncil, now: datetime, tell: Progress) -> None:
    """Load everything that is known beforehand. The caller has asked `find_plan` and commits."""
    town, book = council.town, council.book
    zone = ZoneInfo("Europe/London")
    put_council(session, Council(council.name, zone, council.division, CONTACT, PURPOSE))
    mark_as_demo(session, council.plan.mark, town.backdrop.edge)
    ensure_reasons(session)
    ensure_presets(session, now)
    put_in_force(session, POLICY, POLICY, "the demo", (now - timedelta(days=120), now))
    steps: tuple[tuple[str, Callable[[], Put]], ...] = (
        ("wards", lambda: places.put_wards(session, town.wards)),
        ("streets", lambda: places.put_streets(session, town.streets)),
        ("entries", lambda: places.put_entries(session, town.entries)),
        ("bin stores", lambda: places.put_bin_stores(session, town.bin_stores)),
        ("premises", lambda: places.put_premises(session, town.premises)),
        ("streams", lambda: rounds.put_streams(session, STREAMS)),
        ("squads", lambda: rounds.put_squads(session, book.squads)),
        ("rounds", lambda: rounds.put_rounds(session, book.rounds)),
        ("streets of rounds", lambda: rounds.put_round_streets(session, book.round_streets)),
        ("services", lambda: rounds.put_services(session, council.services)),
        ("bank holidays", lambda: rounds.put_bank_holidays(session, council.holidays)),
        ("calendar exceptions", lambda: rounds.put_calendar_moves(session, council.moves)),
    )
    for words, put in steps:
        tell(words, put().added)
    _add_accounts(session, council, now)
    tell("accounts", len(demo_accounts(council)))


def _add_accounts(session: Session, council: DemoCouncil, now: datetime) -> None:
    password_hash = hash_password(PASSWORD)
    for account in demo_accounts(council):
        add_account(
            session,
            NewAccount(account.email, account.name, account.role, password_hash, account.wards),
            now,
        )


def demo_accounts(council: DemoCouncil) -> tuple[DemoAccount, ...]:
    """A manager, an admin, an agent, and a member for every ward."""
    staff = tuple(
        DemoAccount(f"{role}@{DOMAIN}", f"Demo {role}", role)
        for role in ("manager", "admin", "agent")
    )
    members = tuple(
        DemoAccount(
            f"member.{ward.name.lower().replace(' ', '-')}@{DOMAIN}",
            f"Member for {ward.name}",
            "member",
            (ward.code,),
        )
        for ward in council.town.wards
    )
    return staff + members
