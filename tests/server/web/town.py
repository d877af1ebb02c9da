"""A small council on one Thursday, for the tests and pictures of pages. Everything in it is made up.

Beech ward (Squad Ash, heard through 11:03): Ash Road done, Elm Street blocked, Mill Lane in part, Quarry Hill
nothing yet. Rowan ward (Squad Birch, silent since 09:12): Station Road done, Orchard Close nothing. Squad Cedar does
not use the app.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from shapely import LineString, MultiLineString, MultiPolygon, box
from sqlalchemy.orm import Session

from server.actions.passwords import hash_password
from server.db.accounts import Account, NewAccount, add_account
from server.db.council import Council, put_council
from server.db.places import (
    BinStore,
    Premises,
    Street,
    Ward,
    put_bin_stores,
    put_premises,
    put_streets,
    put_wards,
)
from server.db.policies import ensure_presets, ensure_reasons
from server.db.rounds import (
    RoundPlan,
    RoundStreet,
    Service,
    Squad,
    Stream,
    put_round_streets,
    put_rounds,
    put_services,
    put_squads,
    put_streams,
)
from server.db.tables import CollectionRow, DeviceRow, VisitRow

ON = date(2026, 11, 19)  # a Thursday
NOW = datetime(2026, 11, 19, 11, 20, tzinfo=UTC)
PASSWORD = "quiet otters sleep late"  # noqa: S105 - of people who do not exist
HASH = hash_password(PASSWORD)
SPACE = UUID("5f0c1d2e-0000-4000-8000-000000000001")
STREETS = {
    "10000001": ("Ash Road", "BEE"),
    "10000002": ("Elm Street", "BEE"),
    "10000003": ("Mill Lane", "BEE"),
    "10000004": ("Quarry Hill", "BEE"),
    "10000005": ("Station Road", "ROW"),
    "10000006": ("Orchard Close", "ROW"),
}
POSTCODES = {
    usrn: f"LK{1 if ward == 'BEE' else 2} {usrn[-1]}AB" for usrn, (_, ward) in STREETS.items()
}
HOUSES = range(1, 9)


@dataclass(frozen=True, slots=True)
class People:
    """Who can sign in; each with PASSWORD."""

    alice: Account  # member for Beech
    bob: Account  # member for Rowan
    erin: Account  # hub agent
    mo: Account  # manager
    ada: Account  # administrator


@dataclass(frozen=True, slots=True)
class Statement:
    """A visit to write down."""

    round_id: str
    usrn: str
    at: time
    outcome: str = "completed"
    reason: str | None = None
    uprn: str | None = None
    device: str = "ash-1"
    squad: str = "ASH"
    on: date = ON
    saw: list[str] = field(default_factory=list)


def uprn_of(usrn: str, house: int) -> str:
    """The UPRN of a house: 12 Ash Road does not exist, 1 to 8 do."""
    return f"{int(usrn) % 100}{house:04d}"


def id_of(name: str) -> UUID:
    """The same name, the same id."""
    return uuid5(SPACE, name)


def build_town(session: Session) -> People:
    """Put all of it."""
    put_council(
        session,
        Council(
            "Larkhaven Borough Council",
            ZoneInfo("Europe/London"),
            "england-and-wales",
            contact="0300 555 0100",
        ),
    )
    put_wards(
        session,
        [
            Ward("BEE", "Beech", MultiPolygon([box(-1.02, 53.0, -1.0, 53.02)])),
            Ward("ROW", "Rowan", MultiPolygon([box(-0.999, 53.0, -0.98, 53.02)])),
        ],
    )
    _put_places(session)
    _put_plan(session)
    _put_devices(session)
    ensure_reasons(session)
    ensure_presets(session, datetime(2026, 1, 1, tzinfo=UTC))
    session.flush()
    return _put_people(session)


def _put_places(session: Session) -> None:
    streets: list[Street] = []
    premises: list[Premises] = []
    put_bin_stores(session, [])
    for place, (usrn, (name, ward)) in enumerate(STREETS.items()):
        west, lat = (-1.018 if ward == "BEE" else -0.995), 53.002 + place * 0.002
        line = MultiLineString([LineString([(west, lat), (west + 0.01, lat)])])
        streets.append(Street(usrn, name, "Larkhaven", line))
        premises.extend(
            Premises(
                uprn=uprn_of(usrn, house),
                address=f"{house} {name}, Larkhaven",
                usrn=usrn,
                house=str(house),
                postcode=POSTCODES[usrn],
                lat=lat + 0.0001,
                lon=west + 0.001 * house,
            )
            for house in HOUSES
        )
    put_streets(session, streets)
    put_bin_stores(session, [BinStore("LINDEN", "Linden Court bin store", "10000005")])
    premises.extend(
        Premises(
            uprn=f"59{flat:04d}",
            address=f"Flat {flat}, Linden Court, Station Road, Larkhaven",
            usrn="10000005",
            house=f"Flat {flat}",
            postcode="LK2 5AC",
            lat=53.0101,
            lon=-0.99,
            bin_store_id="LINDEN",
        )
        for flat in range(1, 5)
    )
    put_premises(session, premises)


AT_TWO = time(14)
WEEKLY, THURSDAY = date(2026, 1, 8), (4,)
ROUNDS = [
    RoundPlan(
        "REF-B",
        "Refuse Beech Thursday",
        "refuse",
        WEEKLY,
        THURSDAY,
        squad="ASH",
        expected_end=AT_TWO,
    ),
    RoundPlan(
        "REF-R",
        "Refuse Rowan Thursday",
        "refuse",
        WEEKLY,
        THURSDAY,
        squad="BIRCH",
        expected_end=AT_TWO,
    ),
    RoundPlan(
        "REC", "Recycling Tuesday", "recycling", date(2026, 1, 6), (2,), "fortnightly", squad="ASH"
    ),
    RoundPlan("FOOD", "Food Thursday", "food", WEEKLY, THURSDAY, squad="CEDAR"),
]


def _put_plan(session: Session) -> None:
    put_streams(
        session,
        [
            Stream("refuse", "General waste", "black bin", "#2b2b2b", 1),
            Stream("recycling", "Recycling", "blue bin", "#1d5fa8", 2),
            Stream("food", "Food waste", "brown caddy", "#6b4a2b", 3),
            Stream("garden", "Garden waste", "green bin", "#2e7d32", 4),
        ],
    )
    began = date(2026, 1, 1)
    put_squads(
        session,
        [
            Squad("ASH", "Squad Ash", began),
            Squad("BIRCH", "Squad Birch", began),
            Squad("CEDAR", "Squad Cedar", None),
        ],
    )
    put_rounds(session, ROUNDS)
    in_beech = [usrn for usrn, (_, ward) in STREETS.items() if ward == "BEE"]
    in_rowan = [usrn for usrn in STREETS if usrn not in in_beech]
    served = {"REF-B": in_beech, "REF-R": in_rowan, "REC": list(STREETS), "FOOD": list(STREETS)}
    put_round_streets(
        session,
        [RoundStreet(r, usrn, n) for r, usrns in served.items() for n, usrn in enumerate(usrns)],
    )
    stream_of = {plan.id: plan.stream for plan in ROUNDS}
    put_services(
        session,
        [
            Service(uprn, round_id, stream_of[round_id], began)
            for round_id, usrns in served.items()
            for usrn in usrns
            for uprn in _uprns_of(usrn)
        ],
    )


def _uprns_of(usrn: str) -> list[str]:
    houses = [uprn_of(usrn, house) for house in HOUSES]
    return houses + ([f"59{flat:04d}" for flat in range(1, 5)] if usrn == "10000005" else [])


def _put_devices(session: Session) -> None:
    heard = {"ash-1": ("ASH", _at(time(11, 3))), "birch-1": ("BIRCH", _at(time(9, 12)))}
    for label, (squad, through) in heard.items():
        session.add(
            DeviceRow(
                id=id_of(label),
                label=f"Handheld {label}",
                squad=squad,
                secret_hash=f"hash of {label}",
                enrolled_at=datetime(2026, 3, 2, 8, tzinfo=UTC),
                secret_expires_at=datetime(2027, 3, 2, tzinfo=UTC),
                app_version="1.0.0",
                last_contact_at=through,
                heard_through=through,
                pending_after=0 if squad == "ASH" else 3,
            )
        )
    for round_id, squad in (("REF-B", "ASH"), ("REF-R", "BIRCH")):
        session.add(
            CollectionRow(
                round_id=round_id,
                on=ON,
                scheduled_on=ON,
                squad=squad,
                shift_started_at=_at(time(7, 5)),
            )
        )
    session.flush()


def _put_people(session: Session) -> People:
    def add(name: str, role: str, wards: tuple[str, ...] = ()) -> Account:
        email = f"{name.lower()}@larkhaven.example"
        return add_account(session, NewAccount(email, f"{name} Example", role, HASH, wards), NOW)

    return People(
        alice=add("Alice", "member", ("BEE",)),
        bob=add("Bob", "member", ("ROW",)),
        erin=add("Erin", "agent"),
        mo=add("Mo", "manager"),
        ada=add("Ada", "admin"),
    )


MORNING = (
    Statement("REF-B", "10000001", time(9, 40)),
    Statement("REF-B", "10000002", time(10, 12), "not_collected", "parked_vehicles"),
    Statement("REF-B", "10000003", time(10, 31), "partly_completed", "street_works"),
    Statement(
        "REF-B", "10000001", time(9, 35), "not_collected", "not_out", uprn=uprn_of("10000001", 4)
    ),
    Statement("REF-R", "10000005", time(8, 50), device="birch-1", squad="BIRCH"),
)


def add_statements(session: Session, statements: tuple[Statement, ...] = MORNING) -> list[UUID]:
    """Write visits down as the exchange would have kept them; gives their ids."""
    ids = []
    for n, said in enumerate(statements):
        at = _at(said.at, said.on)
        ids.append(id_of(f"visit {n} {said}"))
        session.add(
            VisitRow(
                id=ids[-1],
                device=id_of(said.device),
                squad=said.squad,
                round_id=said.round_id,
                on=said.on,
                usrn=said.usrn,
                uprn=said.uprn,
                outcome=said.outcome,
                reason=said.reason,
                saw=said.saw,
                noted_wall_at=at,
                noted_at=at,
                clock_quality="anchored",
                received_at=at,
            )
        )
    session.flush()
    return ids


def _at(local: time, on: date = ON) -> datetime:
    return datetime.combine(on, local, UTC)  # November: London keeps UTC
