"""A squad that never closes its collection: what it left without a word becomes known, once it was heard."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.actions.do_due_work import do_due_work
from server.actions.judge_report import NewReport, make_report
from server.actions.open_unfinished import open_unfinished
from server.actions.rejudge import rejudge_places
from server.core.facts import TouchedPlace
from server.db.policies import ensure_reasons
from server.db.tables import CalendarMoveRow, CollectionRow, IncidentRow, ReturnRow
from tests.server.actions.squads_record import at, put_device, put_visit
from tests.server.round_book import ON, STREETS, UPRNS, build_round_book

pytestmark = pytest.mark.db
NEXT = ON + timedelta(days=1)


@pytest.fixture
def town(session: Session) -> Session:
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(16))
    return session


def incidents(session: Session, round_id: str = "R1") -> list[tuple[str, str, bool]]:
    found = select(IncidentRow).where(IncidentRow.round_id == round_id).order_by(IncidentRow.usrn)
    return [(i.usrn, i.cause, i.closed_at is None) for i in session.scalars(found)]


def begin(session: Session) -> None:
    session.add(CollectionRow(round_id="R1", on=ON, scheduled_on=ON, squad="S1"))
    put_visit(session, at(9), usrn=STREETS[0])
    session.flush()


def test_nothing_is_opened_before_the_day_is_over(town: Session) -> None:
    begin(town)
    put_device(town, at(23, 50))
    assert open_unfinished(town, at(23, 59)) == 0


def test_nothing_is_opened_while_the_device_is_silent(town: Session) -> None:
    begin(town)
    assert open_unfinished(town, at(8, day=NEXT)) == 0


def test_once_heard_what_was_left_without_a_word_is_known_and_gone_back_to(town: Session) -> None:
    begin(town)
    put_device(town, at(7, day=NEXT))
    done = do_due_work(town, at(8, day=NEXT))
    assert done is not None and done.unfinished == 2
    assert incidents(town) == [(usrn, "unfinished", True) for usrn in STREETS[1:]]
    assert len(town.scalars(select(ReturnRow)).all()) == 2
    assert open_unfinished(town, at(8, 1, day=NEXT)) == 0


def test_a_collection_nobody_so_much_as_opened_is_known_missed(town: Session) -> None:
    put_device(town, at(7, day=NEXT))
    assert open_unfinished(town, at(8, day=NEXT)) == 3
    made = make_report(town, NewReport("refuse", at(9, day=NEXT), UPRNS[0]), at(9, day=NEXT))
    assert made.verdict == "known_missed"
    assert len(incidents(town)) == 3


def test_a_cancelled_collection_is_not_missed(town: Session) -> None:
    town.add(CalendarMoveRow(on=ON, action="cancelled", to_on=[], received_at=at(1)))
    town.flush()
    put_device(town, at(7, day=NEXT))
    assert open_unfinished(town, at(8, day=NEXT)) == 0


def test_a_squad_without_the_app_leaves_nothing_known(town: Session) -> None:
    town.connection().exec_driver_sql("update squad set on_app_from = null")
    put_device(town, at(7, day=NEXT))
    assert open_unfinished(town, at(8, day=NEXT)) == 0


def test_a_record_that_comes_later_closes_its_own_incident_alone(town: Session) -> None:
    begin(town)
    put_device(town, at(7, day=NEXT))
    open_unfinished(town, at(8, day=NEXT))
    put_visit(town, at(13), usrn=STREETS[1], received_at=at(9, day=NEXT))
    rejudge_places(town, frozenset({TouchedPlace("R1", ON, None)}), at(9, day=NEXT))
    assert incidents(town) == [
        (STREETS[1], "unfinished", False),
        (STREETS[2], "unfinished", True),
    ]
    assert open_unfinished(town, at(9, 1, day=NEXT)) == 0


def test_of_days_long_gone_nothing_is_opened(town: Session) -> None:
    begin(town)
    put_device(town, at(7, day=date(2026, 6, 20)))
    assert open_unfinished(town, at(8, day=date(2026, 6, 20))) == 0


def either_of(session: Session) -> None:
    """The collection may be on its day or on the next."""
    move = CalendarMoveRow(on=ON, action="either_of", to_on=[ON, NEXT], received_at=at(1))
    session.add(move)
    session.flush()


AFTER = ON + timedelta(days=2)


def test_of_either_of_two_days_nothing_is_left_before_the_second_is_over(town: Session) -> None:
    either_of(town)
    begin(town)
    put_device(town, at(7, day=NEXT))
    assert open_unfinished(town, at(8, day=NEXT)) == 0


def test_of_either_of_two_days_only_what_was_done_on_none_is_left(town: Session) -> None:
    either_of(town)
    begin(town)
    put_visit(town, at(9, day=NEXT), on=NEXT, usrn=STREETS[1])
    put_device(town, at(7, day=AFTER))
    assert open_unfinished(town, at(8, day=AFTER)) == 1
    (left,) = town.scalars(select(IncidentRow)).all()
    assert (left.usrn, left.on) == (STREETS[2], NEXT)
    assert open_unfinished(town, at(8, 1, day=AFTER)) == 0


def test_of_either_of_two_days_worked_on_neither_the_last_is_missed_once(town: Session) -> None:
    either_of(town)
    put_device(town, at(7, day=AFTER))
    assert open_unfinished(town, at(8, day=AFTER)) == 3
    made = make_report(town, NewReport("refuse", at(9, day=AFTER), UPRNS[0]), at(9, day=AFTER))
    assert made.verdict == "known_missed"
    assert len(incidents(town)) == 3


def test_a_street_blocked_on_the_first_of_two_days_is_one_incident_for_who_reports_it(
    town: Session,
) -> None:
    either_of(town)
    put_visit(town, at(10), outcome="not_collected", reason="parked_vehicles")
    rejudge_places(town, frozenset({TouchedPlace("R1", ON, None)}), at(10))
    made = make_report(town, NewReport("refuse", at(9, day=NEXT), UPRNS[0]), at(9, day=NEXT))
    assert made.verdict == "street_no_access"
    assert len(incidents(town)) == 1
