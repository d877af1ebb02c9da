"""The council of the plays: one round of squad S1, every day, over enough streets that none is visited without end."""

from datetime import date
from zoneinfo import ZoneInfo

from shapely import LineString, MultiLineString
from sqlalchemy.orm import Session

from server.db.council import Council, put_council
from server.db.places import Premises, Street, put_premises, put_streets
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
from tests.sync.kills.places import ROUND_ID, SQUAD, UPRNS, USRNS

FIRST_DAY = date(2026, 5, 4)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


def build_council(session: Session) -> None:
    """Put it."""
    put_council(session, Council("Killford", ZoneInfo("Europe/London"), "england-and-wales"))
    put_streams(session, [Stream("refuse", "Refuse", "black bin", "#222222")])
    put_squads(session, [Squad(SQUAD, "Squad One", FIRST_DAY)])
    put_streets(
        session,
        [Street(usrn, f"Street {place}", line=_line(place)) for place, usrn in enumerate(USRNS)],
    )
    put_premises(
        session,
        [Premises(uprn, f"1 {usrn}", usrn=usrn, house="1") for uprn, usrn in UPRNS.items()],
    )
    plan = RoundPlan(ROUND_ID, "Round R1", "refuse", FIRST_DAY, EVERY_DAY, squad=SQUAD)
    put_rounds(session, [plan])
    put_round_streets(
        session, [RoundStreet(ROUND_ID, usrn, place) for place, usrn in enumerate(USRNS, 1)]
    )
    put_services(session, [Service(uprn, ROUND_ID, "refuse", FIRST_DAY) for uprn in UPRNS])


def _line(place: int) -> MultiLineString:
    lat = 53.0 + place / 1_000
    return MultiLineString([LineString([(-1.0, lat), (-0.99, lat)])])
