"""A council small enough to hold in the head: two squads, three rounds, three streets, a few premises."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from shapely import LineString, MultiLineString
from sqlalchemy.orm import Session

from server.db.council import Council, put_council
from server.db.places import (
    Entry,
    Premises,
    Street,
    put_entries,
    put_premises,
    put_streets,
)
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

ON = date(2026, 5, 4)  # a Monday
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
STREETS = ("10012345", "10012346", "10012347")
UPRNS = ("5001", "5002", "5003")
ENTRY = "E7"


def build_round_book(session: Session) -> None:
    """Put it. R1 is squad S1's, R2 squad S2's, R3 nobody's by name; all on Mondays, over the same streets."""
    put_council(
        session,
        Council(
            "Testford", ZoneInfo("Europe/London"), "england-and-wales", purpose="What is recorded"
        ),
    )
    put_streams(session, [Stream("refuse", "Refuse", "black bin", "#222222")])
    put_squads(session, [Squad("S1", "Squad One", ON), Squad("S2", "Squad Two", ON)])
    put_streets(
        session,
        [
            Street(usrn, f"{name} Road", line=_line(place))
            for place, (usrn, name) in enumerate(
                zip(STREETS, ("Ash", "Beech", "Cedar"), strict=True)
            )
        ],
    )
    put_entries(session, [Entry(ENTRY, STREETS[0], "behind Ash Road")])
    _put_homes_and_rounds(session)
    session.flush()


def _put_homes_and_rounds(session: Session) -> None:
    put_premises(
        session,
        [
            Premises(uprn, f"{house} Ash Road", usrn=STREETS[0], house=str(house))
            for house, uprn in enumerate(UPRNS, 1)
        ],
    )
    put_rounds(
        session,
        [
            RoundPlan(
                round_id,
                f"Round {round_id}",
                "refuse",
                ON,
                (1,),
                squad=squad,
                expected_end=time(14),
            )
            for round_id, squad in (("R1", "S1"), ("R2", "S2"), ("R3", None))
        ],
    )
    put_round_streets(
        session,
        [
            RoundStreet(round_id, usrn, place)
            for round_id in ("R1", "R2", "R3")
            for place, usrn in enumerate(STREETS, 1)
        ],
    )
    put_services(session, [Service(uprn, "R1", "refuse", date(2026, 1, 1)) for uprn in UPRNS])


def _line(place: int) -> MultiLineString:
    lat = 53.0 + place / 1000
    return MultiLineString([LineString([(-1.0, lat), (-0.99, lat)])])
