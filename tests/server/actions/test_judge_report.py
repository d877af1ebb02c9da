"""A report is made, answered, kept, and answered again when late truth arrives. On real PostGIS."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.actions.follow_report import follow_report
from server.actions.judge_report import Contact, MadeReport, NewReport, make_report
from server.actions.rejudge import rejudge_due, rejudge_places
from server.actions.see_premises import see_premises
from server.actions.withdraw_report import withdraw_report
from server.core.facts import TouchedPlace
from server.core.problems import Problem
from server.core.verdict_words import VerdictWord
from server.db.places import BinStore, Premises, put_bin_stores, put_premises
from server.db.policies import ensure_reasons, put_in_force
from server.db.rounds import Service, put_services
from server.db.tables import (
    IncidentRow,
    NotificationRow,
    ReportContactRow,
    ReportRow,
    ReturnRow,
    VerdictRow,
)
from tests.server.actions.squads_record import at, put_device, put_shift_end, put_visit
from tests.server.round_book import ENTRY, ON, STREETS, UPRNS, build_round_book

pytestmark = pytest.mark.db
PLACE = TouchedPlace("R1", ON, STREETS[0])


@pytest.fixture
def town(session: Session) -> Session:
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(6, 30))
    return session


def report(
    session: Session, made_at: datetime, uprn: str = UPRNS[0], **changes: object
) -> MadeReport:
    new = NewReport(stream="refuse", made_at=made_at, uprn=uprn)
    return make_report(session, replace(new, **changes), made_at)  # type: ignore[arg-type]  # fields of NewReport


def in_force(session: Session, made: MadeReport) -> VerdictRow:
    row = session.scalar(
        select(VerdictRow).where(VerdictRow.report == made.report_id).order_by(VerdictRow.id.desc())
    )
    assert row is not None
    return row


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_miss_on_a_completed_street_is_confirmed_with_a_return_and_a_reference(
    town: Session,
) -> None:
    put_visit(town, at(9))
    made = report(town, at(12), contact=Contact(email="a@example.org"))
    assert (made.verdict, made.accepted, made.is_new) == (VerdictWord.CONFIRMED_MISSED, True, True)
    assert made.reference.startswith("RB-") and len(made.reference) == 10
    assert "return_due_at" in made.sentence.values
    kept = town.get(ReportRow, made.report_id)
    assert kept is not None and (kept.round_id, kept.on, kept.usrn) == ("R1", ON, STREETS[0])
    assert kept.link_hash == hashlib.sha256(made.link_token.encode()).hexdigest()
    (back,) = town.scalars(select(ReturnRow)).all()
    # two working days after Tuesday 5 May's bank holiday Monday, to the end of the day
    assert (back.report, back.uprn, back.squad) == (made.report_id, UPRNS[0], "S1")
    contact = town.get(ReportContactRow, made.report_id)
    assert contact is not None and contact.email == "a@example.org"
    assert count(town, NotificationRow) == 0


def test_a_late_visit_changes_the_verdict_in_the_same_transaction_with_one_notification(
    town: Session,
) -> None:
    made = report(town, at(12))
    assert made.verdict is VerdictWord.AWAITING_CREW
    assert made.accepted
    put_device(town, at(15, 30))
    put_visit(town, at(9, 30), received_at=at(15, 30))
    assert rejudge_places(town, frozenset({PLACE}), at(15, 30)) == 1
    assert in_force(town, made).verdict == "confirmed_missed"
    assert count(town, NotificationRow) == 1
    assert rejudge_places(town, frozenset({PLACE}), at(15, 40)) == 0
    assert count(town, VerdictRow) == 2
    assert count(town, NotificationRow) == 1


def test_a_blocked_street_has_one_incident_and_one_return_for_all_who_report(town: Session) -> None:
    put_visit(town, at(10), outcome="not_collected", reason="parked_vehicles")
    rejudge_places(town, frozenset({PLACE}), at(10))
    (incident,) = town.scalars(select(IncidentRow)).all()
    assert (incident.cause, incident.reason, incident.usrn) == (
        "no_access",
        "parked_vehicles",
        STREETS[0],
    )
    made = [report(town, at(12, n), uprn) for n, uprn in enumerate(UPRNS)]
    assert {one.verdict for one in made} == {VerdictWord.STREET_NO_ACCESS}
    assert {in_force(town, one).incident for one in made} == {incident.id}
    (back,) = town.scalars(select(ReturnRow)).all()
    assert (back.incident, back.squad, back.report) == (incident.id, "S1", None)


def test_a_street_completed_after_all_closes_its_incident_and_fulfils_its_return(
    town: Session,
) -> None:
    blocked = put_visit(town, at(10), outcome="not_collected", reason="parked_vehicles")
    rejudge_places(town, frozenset({PLACE}), at(10))
    put_visit(town, at(14), saw=[str(blocked)])
    rejudge_places(town, frozenset({PLACE}), at(14))
    (incident,) = town.scalars(select(IncidentRow)).all()
    town.refresh(incident)
    assert incident.closed_because == "completed"
    (back,) = town.scalars(select(ReturnRow)).all()
    town.refresh(back)
    assert (back.outcome, back.answered_at) == ("returned", at(14))


def test_streets_left_when_the_squad_closes_the_collection_are_incidents_without_any_report(
    town: Session,
) -> None:
    put_visit(town, at(9))
    put_shift_end(town, at(15), "breakdown")
    rejudge_places(town, frozenset({TouchedPlace("R1", ON, None)}), at(15))
    found = town.scalars(select(IncidentRow).order_by(IncidentRow.usrn)).all()
    assert [(i.usrn, i.cause, i.reason) for i in found] == [
        (STREETS[1], "unfinished", "breakdown"),
        (STREETS[2], "unfinished", "breakdown"),
    ]
    assert count(town, ReturnRow) == 2


def test_an_entry_is_an_incident_of_its_own(town: Session) -> None:
    put_premises(town, [Premises("6001", "1 Back Lane", usrn=STREETS[0], entry_id=ENTRY)])
    put_services(town, [Service("6001", "R1", "refuse", ON)])
    put_visit(town, at(9))
    put_visit(town, at(9, 5), outcome="not_collected", reason="entry_locked", entry_id=ENTRY)
    rejudge_places(town, frozenset({PLACE}), at(9, 5))
    assert report(town, at(12), "6001").verdict is VerdictWord.STREET_NO_ACCESS
    assert report(town, at(12)).verdict is VerdictWord.CONFIRMED_MISSED
    (incident,) = town.scalars(select(IncidentRow)).all()
    assert incident.entry_id == ENTRY


def test_a_silent_device_is_waited_for_until_the_deadline_and_no_longer(town: Session) -> None:
    made = report(town, at(12))
    again_at = in_force_due(town, made)
    # Monday 4 May is no bank holiday in this council's list: the first working day after is Tuesday
    assert again_at == at(10, day=ON + timedelta(days=1))
    assert rejudge_due(town, again_at - timedelta(seconds=1)) == 0
    assert rejudge_due(town, again_at) == 1
    assert in_force(town, made).verdict == "unverified"
    assert count(town, ReturnRow) == 1
    assert in_force_due(town, made) is None


def in_force_due(session: Session, made: MadeReport) -> datetime | None:
    row = session.get(ReportRow, made.report_id, populate_existing=True)
    assert row is not None
    return row.judge_again_at


def test_the_same_report_of_another_system_is_kept_once_and_answered_alike(town: Session) -> None:
    put_visit(town, at(9))
    first = report(town, at(12), source="crm", external_id="17")
    again = report(town, at(12, 5), source="crm", external_id="17")
    assert (again.report_id, again.reference) == (first.report_id, first.reference)
    assert (again.link_token, again.is_new) == ("", False)
    assert count(town, ReportRow) == 1
    assert count(town, VerdictRow) == 1


def test_a_second_report_of_the_same_bin_is_a_me_too(town: Session) -> None:
    put_visit(town, at(9))
    first = report(town, at(12))
    second = report(town, at(13))
    assert second.verdict is VerdictWord.DUPLICATE
    assert in_force(town, second).duplicate_of == first.report_id
    assert count(town, ReturnRow) == 1


def test_a_neighbour_at_the_shared_bins_is_a_me_too_by_name(town: Session) -> None:
    put_bin_stores(town, [BinStore("B1", "Court bins", STREETS[0])])
    put_premises(
        town,
        [Premises(u, f"Flat {u}", usrn=STREETS[0], bin_store_id="B1") for u in UPRNS[:2]],
    )
    put_visit(town, at(9))
    report(town, at(12))
    second = report(town, at(13), UPRNS[1])
    assert second.verdict is VerdictWord.DUPLICATE
    assert in_force(town, second).reason == "communal"


def test_a_withdrawn_report_bars_nobody_and_its_return_is_not_made(town: Session) -> None:
    put_visit(town, at(9))
    first = report(town, at(12))
    second = report(town, at(13))
    withdraw_report(town, first.reference, first.link_token, at(13, 30))
    assert in_force(town, second).verdict == "confirmed_missed"
    backs = town.scalars(select(ReturnRow).execution_options(populate_existing=True)).all()
    assert [b.cancelled_at is not None for b in backs if b.report == first.report_id] == [True]
    with pytest.raises(Problem, match="already_withdrawn"):
        withdraw_report(town, first.reference, first.link_token, at(14))


def test_enough_reports_of_a_completed_street_put_the_record_in_doubt(town: Session) -> None:
    uprns = [f"70{n:02d}" for n in range(5)]
    put_premises(town, [Premises(u, f"{u} Ash Road", usrn=STREETS[0]) for u in uprns])
    put_services(town, [Service(u, "R1", "refuse", ON) for u in uprns])
    put_visit(town, at(9))
    made = [report(town, at(12, n), uprn) for n, uprn in enumerate(uprns)]
    assert [m.verdict for m in made[:4]] == [VerdictWord.CONFIRMED_MISSED] * 4
    assert {in_force(town, m).verdict for m in made} == {"conflicting_evidence"}
    (incident,) = town.scalars(select(IncidentRow)).all()
    assert incident.cause == "cluster"
    assert count(town, NotificationRow) == 4


def test_an_unknown_address_goes_to_triage_with_the_round_found_by_other_means(
    town: Session,
) -> None:
    made = report(town, at(12), uprn=None, address_given="somewhere", round_hint="R1")  # type: ignore[arg-type]  # no premises
    assert made.verdict is VerdictWord.UNKNOWN_PREMISES
    kept = town.get(ReportRow, made.report_id, populate_existing=True)
    assert kept is not None and (kept.round_id, kept.on) == ("R1", ON)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stream": "glass"}, "report.stream_unknown"),
        ({"uprn": "999"}, "premises.not_found"),
        ({"made_at": at(23)}, "report.time_wrong"),
    ],
)
def test_what_cannot_be_a_report_is_refused_in_words(
    town: Session, changes: dict[str, object], code: str
) -> None:
    new = NewReport(stream="refuse", made_at=at(12), uprn=UPRNS[0])
    with pytest.raises(Problem) as refused:
        make_report(town, replace(new, **changes), at(12))  # type: ignore[arg-type]  # fields of NewReport
    assert refused.value.code == code
    assert count(town, ReportRow) == 0


def test_a_report_is_judged_under_the_policy_of_when_it_was_made(town: Session) -> None:
    put_visit(town, at(9))
    put_in_force(town, "ours", "belfast", "m", (datetime(2026, 1, 1, tzinfo=UTC), at(6)))
    put_in_force(town, "ours", "sutton", "m", (at(11), at(6)))
    assert report(town, at(10, 30)).verdict is VerdictWord.CONFIRMED_MISSED
    late = report(town, at(12), UPRNS[1])
    assert late.verdict is VerdictWord.TOO_EARLY
    assert in_force(town, late).policy is not None


def test_the_story_tells_every_answer_and_what_to_do_now(town: Session) -> None:
    made = report(town, at(12))
    put_device(town, at(15, 30))
    put_visit(town, at(9, 30), received_at=at(15, 30))
    rejudge_places(town, frozenset({PLACE}), at(15, 30))
    story = follow_report(town, made.reference.lower(), made.link_token, at(16))
    assert [v.verdict for v in story.verdicts] == [
        VerdictWord.AWAITING_CREW,
        VerdictWord.CONFIRMED_MISSED,
    ]
    assert (story.collection_on, story.address, story.street) == (ON, "1 Ash Road", "Ash Road")
    assert len(story.returns) == 1 and not story.returns[0].is_overdue
    assert "comes back by" in story.what_next.template
    assert story.may_withdraw
    late = follow_report(town, made.reference, None, at(12, day=ON + timedelta(days=5)))
    assert late.returns[0].is_overdue
    assert "overdue" in late.what_next.template


@pytest.mark.parametrize("token", ["wrong-token-altogether", ""])
def test_a_wrong_link_tells_nothing(town: Session, token: str) -> None:
    made = report(town, at(12))
    with pytest.raises(Problem) as refused:
        follow_report(town, made.reference, token, at(13))
    assert refused.value.code == "report.not_found"


def test_a_premises_shows_each_stream_with_its_days_and_what_a_report_would_get(
    town: Session,
) -> None:
    put_visit(town, at(9))
    (stream,) = see_premises(town, UPRNS[0], at(12)).streams
    assert (stream.last_on, stream.next_on) == (ON, ON + timedelta(days=7))
    assert (stream.state, stream.can_report, stream.reported_before) == (
        VerdictWord.CONFIRMED_MISSED,
        True,
        False,
    )
    assert count(town, ReportRow) == 0
    report(town, at(12))
    (stream,) = see_premises(town, UPRNS[0], at(13)).streams
    assert (stream.state, stream.reported_before) == (VerdictWord.DUPLICATE, True)


def test_a_premises_that_is_not_there_is_said_so(town: Session) -> None:
    with pytest.raises(Problem) as refused:
        see_premises(town, "1", at(12))
    assert refused.value.code == "premises.not_found"
