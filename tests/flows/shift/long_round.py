"""A round of 42 streets for Squad Oak, put beside the small council of the other tests."""

from datetime import date, time

from shapely import LineString, MultiLineString
from sqlalchemy.orm import Session

from server.db.places import Premises, Street, put_premises, put_streets
from server.db.rounds import (
    RoundPlan,
    RoundStreet,
    Service,
    Squad,
    put_round_streets,
    put_rounds,
    put_services,
    put_squads,
)
from tests.flows.shift.names import HOUSES, ROUND_ID, SQUAD, STREETS, name_of, uprn_of, usrn_of

BEGAN = date(2026, 1, 1)


def put_long_round(session: Session) -> None:
    """Put the streets, the houses, the squad and its round."""
    places = range(1, STREETS + 1)
    put_streets(session, [_street(position) for position in places])
    houses = [(position, house) for position in places for house in range(1, HOUSES + 1)]
    put_premises(session, [_premises(*one) for one in houses])
    put_squads(session, [Squad(SQUAD, "Squad Oak", BEGAN)])
    put_rounds(session, [_plan()])
    put_round_streets(session, [RoundStreet(ROUND_ID, usrn_of(at), at) for at in places])
    put_services(session, [Service(uprn_of(*one), ROUND_ID, "refuse", BEGAN) for one in houses])


def _plan() -> RoundPlan:
    return RoundPlan(
        ROUND_ID,
        "Refuse Oak Thursday",
        "refuse",
        date(2026, 1, 8),
        (4,),
        squad=SQUAD,
        expected_end=time(15),
    )


def _street(position: int) -> Street:
    lat = 53.1 + position * 0.001
    line = MultiLineString([LineString([(-1.05, lat), (-1.04, lat)])])
    return Street(usrn_of(position), name_of(position), "Oakfield", line)


def _premises(position: int, house: int) -> Premises:
    return Premises(
        uprn=uprn_of(position, house),
        address=f"{house} {name_of(position)}, Oakfield",
        usrn=usrn_of(position),
        house=str(house),
        postcode=f"LK3 {position % 10}AB",
        lat=53.1001 + position * 0.001,
        lon=-1.05 + 0.001 * house,
    )
