"""What a batch's places are looked at for, once: it tells the same of what matters as asking for that alone does."""

import random

import pytest
from sqlalchemy.orm import Session

from server.actions.judge_report import NewReport, make_report
from server.core.facts import TouchedPlace
from server.core.finding import IncidentKey
from server.core.verdict_words import IncidentCause
from server.db.before import Before, look_before
from server.db.incidents import open_incidents
from server.db.policies import ensure_reasons
from server.db.tables import CollectionRow
from server.db.touched import list_places_that_matter
from server.db.visits import Place
from tests.server.actions.squads_record import at, put_device, put_shift_end, put_visit
from tests.server.round_book import NOW, ON, STREETS, UPRNS, build_round_book

pytestmark = pytest.mark.db
PLACES: list[Place] = [(("R1", ON, usrn), f"R1@{ON}/{usrn}") for usrn in STREETS]
TOUCHED = frozenset(TouchedPlace("R1", ON, usrn) for usrn in STREETS)


def put_something(session: Session, rng: random.Random, step: int) -> None:
    usrn = rng.choice(STREETS)
    match rng.choice(["visit", "missed", "premises", "incident", "report", "end"]):
        case "visit":
            put_visit(session, at(8, step), usrn=usrn)
        case "missed":
            put_visit(
                session, at(8, step), usrn=usrn, outcome="not_collected", reason="road_closed"
            )
        case "premises":
            put_visit(
                session,
                at(8, step),
                usrn=usrn,
                uprn=UPRNS[0],
                outcome="not_collected",
                reason="not_out",
            )
        case "incident":
            key = IncidentKey("R1", ON, usrn, None, IncidentCause.NO_ACCESS, None)
            open_incidents(session, [(f"00000000-0000-7000-8000-{step:012d}", key)], NOW)
        case "report":
            make_report(session, NewReport("refuse", at(12), UPRNS[0]), at(12))
        case _:
            if session.get(CollectionRow, ("R1", ON)) is None:
                put_shift_end(session, at(15, step))


@pytest.mark.parametrize("seed", range(30))
def test_what_matters_is_what_asking_for_it_alone_tells(session: Session, seed: int) -> None:
    rng = random.Random(seed)
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(7))
    for step in range(rng.randrange(4)):
        put_something(session, rng, step)
    session.flush()
    before = look_before(session, PLACES, [], lambda: None)[0]
    found = before.matter_of(TOUCHED, [])
    alone = list_places_that_matter(session, TOUCHED)
    assert found is not None
    assert (found.places, found.reported) == (alone.places, alone.reported)
    assert not found.places or found.rule_stamp == alone.rule_stamp


def test_of_a_street_that_was_not_looked_at_it_tells_nothing(session: Session) -> None:
    build_round_book(session)
    before, _ = look_before(session, PLACES[:1], [], lambda: None)
    assert before.matter_of(TOUCHED, []) is None
    assert before.matter_of([TouchedPlace("R1", ON, STREETS[0])], []) is not None


def test_what_the_batch_itself_states_matters_and_a_whole_collection_does() -> None:
    one, other = (TouchedPlace("R1", ON, usrn) for usrn in STREETS[:2])
    whole = TouchedPlace("R1", ON, None)
    before = Before(looked_at=frozenset({one, other}), reported=frozenset({other}))
    found = before.matter_of({one, other, whole}, [one])
    assert found is not None
    assert found.places == {one, other, whole}
    assert found.reported == {other, whole}
