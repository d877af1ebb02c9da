"""A council of a size that sync is measured on: squads with a round each, 20,000 streets, 20,000 premises."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from server.actions.enrol_device import Enrolled, enrol_device, issue_enrolment_code
from server.db.council import Council, put_council
from server.db.places import Premises, Street, put_premises, put_streets
from server.db.policies import ensure_presets, ensure_reasons
from server.db.rounds import (
    RoundPlan,
    RoundStreet,
    Squad,
    Stream,
    put_round_streets,
    put_rounds,
    put_squads,
    put_streams,
)

ON = date(2026, 5, 4)  # a Monday
NOW = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)
STREETS = tuple(str(8_400_000 + n) for n in range(20_000))
UPRNS = tuple(str(100_090_000_000 + n) for n in range(20_000))
STREETS_OF_A_ROUND = 1_200


def squad_of(number: int) -> str:
    """The code of a squad."""
    return f"S{number:04d}"


def round_of(number: int) -> str:
    """The round it serves."""
    return f"R{number:04d}"


def streets_of(number: int) -> tuple[str, ...]:
    """The streets of its round."""
    first = number * STREETS_OF_A_ROUND
    return tuple(STREETS[(first + n) % len(STREETS)] for n in range(STREETS_OF_A_ROUND))


def build_town(session: Session, squads: int) -> None:
    """Put the council with so many squads."""
    put_council(session, Council("Speedford", ZoneInfo("Europe/London"), "england-and-wales"))
    ensure_presets(session, NOW)
    ensure_reasons(session)
    put_streams(session, [Stream("refuse", "Refuse", "black bin", "#222222")])
    put_squads(session, [Squad(squad_of(n), f"Squad {n}", ON) for n in range(squads)])
    put_streets(session, [Street(usrn, f"{usrn} Road") for usrn in STREETS])
    put_premises(
        session,
        [
            Premises(uprn, f"{n} Any Road", usrn=STREETS[n % len(STREETS)])
            for n, uprn in enumerate(UPRNS)
        ],
    )
    put_rounds(
        session,
        [
            RoundPlan(
                round_of(n),
                f"Round {n}",
                "refuse",
                ON,
                (1,),
                squad=squad_of(n),
                expected_end=time(14),
            )
            for n in range(squads)
        ],
    )
    put_round_streets(
        session,
        [
            RoundStreet(round_of(n), usrn, place)
            for n in range(squads)
            for place, usrn in enumerate(streets_of(n))
        ],
    )


def enrol(session: Session, number: int, now: datetime = NOW) -> Enrolled:
    """A device for a squad."""
    code = issue_enrolment_code(session, squad_of(number), "bench", now)
    return enrol_device(session, code, f"handheld {number}", now)
