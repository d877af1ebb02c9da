"""Who goes back: the squad itself while it is out and near, else the next of its stream. On real PostGIS."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server.actions.rejudge import rejudge_places
from server.core.facts import TouchedPlace
from server.core.returns import choose_squad
from server.db.policies import ensure_reasons, put_in_force
from server.db.tables import CollectionRow, ReturnRow
from tests.server.actions.squads_record import at, put_device, put_visit
from tests.server.round_book import ON, STREETS, build_round_book

pytestmark = pytest.mark.db
PLACE = frozenset({TouchedPlace("R1", ON, STREETS[0])})


@pytest.fixture
def town(session: Session) -> Session:
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(12))
    for round_id, squad in (("R1", "S1"), ("R2", "S2")):
        session.add(CollectionRow(round_id=round_id, on=ON, scheduled_on=ON, squad=squad))
    session.flush()
    return session


def went_to(session: Session, now: object) -> str | None:
    """The squad that is sent back to the first street, which is found blocked at eight."""
    put_visit(session, at(8), outcome="not_collected", reason="parked_vehicles")
    rejudge_places(session, PLACE, now)  # type: ignore[arg-type]  # a moment
    (back,) = session.scalars(select(ReturnRow)).all()
    return back.squad


def end(session: Session, round_id: str) -> None:
    session.execute(
        text(
            "update collection set shift_ended_at = :at, end_received_at = :at where round_id = :r"
        ),
        {"at": at(11), "r": round_id},
    )


def out_near(session: Session, squad: str, round_id: str, hour: int = 11) -> None:
    put_visit(session, at(hour), usrn=STREETS[1], squad=squad, round_id=round_id)


def test_its_own_squad_goes_back_while_it_is_out_and_near(town: Session) -> None:
    out_near(town, "S1", "R1")
    out_near(town, "S2", "R2")
    assert went_to(town, at(12)) == "S1"


def test_when_its_own_has_gone_home_the_next_that_is_near_goes(town: Session) -> None:
    out_near(town, "S1", "R1")
    end(town, "R1")
    out_near(town, "S2", "R2")
    assert went_to(town, at(12)) == "S2"


def test_a_squad_that_was_last_there_hours_ago_is_not_out(town: Session) -> None:
    out_near(town, "S2", "R2", hour=9)
    end(town, "R1")
    assert went_to(town, at(12)) == "S1"


def test_near_is_what_the_policy_says(town: Session) -> None:
    """Neighbouring streets are some 110 metres apart."""
    put_in_force(town, "p", {"base": "belfast", "return_near_m": 50}, "m", (at(1), at(1)))
    out_near(town, "S2", "R2")
    end(town, "R1")
    assert went_to(town, at(12)) == "S1"


def test_a_squad_of_another_stream_does_not_go(town: Session) -> None:
    town.execute(text("insert into stream values ('food', 'Food', 'caddy', '#222222', 2)"))
    town.execute(text("update round set stream = 'food' where id = 'R2'"))
    out_near(town, "S2", "R2")
    end(town, "R1")
    assert went_to(town, at(12)) == "S1"


def test_the_choice_is_the_own_squad_then_the_nearest() -> None:
    assert choose_squad("S1", ("S3", "S1")) == "S1"
    assert choose_squad("S1", ("S3", "S2")) == "S3"
    assert choose_squad("S1", ()) == "S1"
    assert choose_squad(None, ()) is None
