"""A manager merges, closes and reopens incidents: what follows for returns and later records. On real PostGIS."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.actions.decide_incident import ByHand, close_incident, merge_incidents, reopen_incident
from server.actions.judge_report import MadeReport, NewReport, make_report
from server.actions.rejudge import rejudge_places
from server.core.facts import TouchedPlace
from server.core.problems import Problem
from server.db.policies import ensure_reasons
from server.db.returns import list_returns_of
from server.db.tables import AuditRow, IncidentRow, NotificationRow, ReturnRow
from tests.server.actions.squads_record import at, put_device, put_visit
from tests.server.round_book import ENTRY, ON, STREETS, UPRNS, build_round_book

pytestmark = pytest.mark.db
PLACE = frozenset({TouchedPlace("R1", ON, STREETS[0])})
WHY = ByHand("The cars have gone and the bins were empty.")


@pytest.fixture
def town(session: Session) -> Session:
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(6, 30))
    return session


def report(session: Session, hour: int) -> MadeReport:
    new = NewReport(stream="refuse", made_at=at(hour), uprn=UPRNS[0])
    return make_report(session, new, at(hour))


def block(session: Session, hour: int = 10, **changes: object) -> UUID:
    visit = put_visit(
        session, at(hour), outcome="not_collected", reason="parked_vehicles", **changes
    )
    rejudge_places(session, PLACE, at(hour))
    return visit


def incidents(session: Session) -> list[IncidentRow]:
    session.expire_all()
    return list(session.scalars(select(IncidentRow).order_by(IncidentRow.opened_at)))


def returns(session: Session) -> list[ReturnRow]:
    session.expire_all()
    return list(session.scalars(select(ReturnRow).order_by(ReturnRow.made_at, ReturnRow.id)))


def test_a_closed_incident_needs_no_return_and_whoever_hangs_on_it_is_told_once(
    town: Session,
) -> None:
    block(town)
    made = report(town, 12)
    (incident,) = incidents(town)
    close_incident(town, str(incident.id), WHY, at(13))
    (incident,) = incidents(town)
    assert (incident.closed_because, incident.decided_why) == ("decided", WHY.why)
    (back,) = returns(town)
    assert back.cancelled_at == at(13)
    told = town.scalars(select(NotificationRow)).all()
    assert [(n.kind, n.report) for n in told] == [("incident_closed", made.report_id)]
    (audit,) = town.scalars(select(AuditRow)).all()
    assert (audit.verb, audit.subject) == ("incident.closed", f"incident:{incident.id}")


def test_what_was_recorded_before_does_not_open_a_closed_incident_again_but_what_comes_later_does(
    town: Session,
) -> None:
    block(town)
    close_incident(town, str(incidents(town)[0].id), WHY, at(13))
    rejudge_places(town, PLACE, at(14))
    report(town, 14)
    assert [i.closed_at is None for i in incidents(town)] == [False]
    block(town, 15)
    assert [i.closed_at is None for i in incidents(town)] == [False, True]


def test_a_reopened_incident_is_gone_back_to_again_and_only_news_close_it(town: Session) -> None:
    blocked = block(town)
    put_visit(town, at(11), saw=[str(blocked)])
    rejudge_places(town, PLACE, at(11))
    (incident,) = incidents(town)
    assert incident.closed_because == "completed"
    reopen_incident(town, str(incident.id), WHY, at(13))
    rejudge_places(town, PLACE, at(14))
    assert incidents(town)[0].closed_at is None
    assert [back.answered_at for back in returns(town)] == [at(11), None]
    put_visit(town, at(15), saw=[str(blocked)])
    rejudge_places(town, PLACE, at(15))
    assert incidents(town)[0].closed_because == "completed"
    assert [back.answered_at for back in returns(town)] == [at(11), at(15)]


def test_a_merged_incident_shares_the_return_and_stays_merged_until_something_new_comes(
    town: Session,
) -> None:
    block(town, entry_id=ENTRY)
    block(town, 11)
    entry, street = incidents(town)
    assert [back.cancelled_at for back in returns(town)] == [None, None]
    made = report(town, 12)
    merge_incidents(town, str(street.id), [str(entry.id)], WHY, at(13))
    entry, street = incidents(town)
    assert (entry.closed_because, entry.merged_into) == ("merged", street.id)
    assert [back.cancelled_at for back in returns(town)] == [at(13), None]
    assert [r.is_open for r in list_returns_of(town, [str(made.report_id)])][-1]
    rejudge_places(town, PLACE, at(14))
    assert len(incidents(town)) == 2
    reopen_incident(town, str(entry.id), WHY, at(15))
    assert incidents(town)[0].merged_into is None
    assert [back.cancelled_at is None for back in returns(town)] == [False, True, True]


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (lambda s, i: close_incident(s, i, ByHand(" "), at(13)), "incident.words_needed"),
        (lambda s, _: close_incident(s, str(UUID(int=1)), WHY, at(13)), "incident.unknown"),
        (lambda s, _: close_incident(s, "no id", WHY, at(13)), "incident.unknown"),
        (lambda s, i: reopen_incident(s, i, WHY, at(13)), "incident.not_closed"),
        (lambda s, i: merge_incidents(s, i, [i], WHY, at(13)), "incident.nothing_to_merge"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(
    town: Session, deed: object, code: str
) -> None:
    block(town)
    with pytest.raises(Problem) as raised:
        deed(town, str(incidents(town)[0].id))  # type: ignore[operator]  # one of the lambdas above
    assert raised.value.code == code


def test_a_second_close_a_second_open_one_and_another_street_are_refused(town: Session) -> None:
    block(town)
    first = incidents(town)[0]
    close_incident(town, str(first.id), WHY, at(13))
    with pytest.raises(Problem, match=r"incident\.not_open"):
        close_incident(town, str(first.id), WHY, at(13))
    block(town, 15)
    with pytest.raises(Problem, match=r"incident\.another_open"):
        reopen_incident(town, str(first.id), WHY, at(16))
    put_visit(town, at(15), usrn=STREETS[1], outcome="not_collected", reason="street_works")
    rejudge_places(town, frozenset({TouchedPlace("R1", ON, STREETS[1])}), at(15, 30))
    there = [i for i in incidents(town) if i.closed_at is None]
    with pytest.raises(Problem, match=r"incident\.unlike"):
        merge_incidents(town, str(there[0].id), [str(there[1].id)], WHY, at(16))
