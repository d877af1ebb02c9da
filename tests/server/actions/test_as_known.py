"""What was known at a past moment stays known of it: silence too, however much is heard since."""

from datetime import UTC, datetime, timedelta
from uuid import uuid5

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from server.actions.judge_report import NewReport, make_report
from server.actions.rejudge import rejudge_due, rejudge_places
from server.actions.see_as_known import see_as_known
from server.actions.verify_verdicts import verify_verdicts
from server.core.facts import TouchedPlace
from server.core.problems import Problem
from server.db.collections import NewCollection, ShiftEnd, end_shift, lock_collections
from server.db.devices import Contact, meet_device
from server.db.policies import ensure_reasons, put_in_force
from server.db.tables import HeardRow
from tests.server.actions.squads_record import DEVICE, at, put_device, put_visit
from tests.server.round_book import ON, STREETS, UPRNS, build_round_book

pytestmark = pytest.mark.db
WHOLE = TouchedPlace("R1", ON, None)


def nothing_shown(_stage: str, _done: int, _of: int) -> None:
    """No progress bar in a test."""


def hear(session: Session, moment: object, received: object) -> None:
    contact = Contact(received, 0, moment, "1", at(24 * 40))  # type: ignore[arg-type]  # moments
    meet_device(session, str(DEVICE), contact, received)  # type: ignore[arg-type]


@pytest.fixture
def town(session: Session) -> Session:
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(5))
    session.execute(text("update device set heard_through = null, last_contact_at = null"))
    return session


def test_only_what_moves_hearing_on_is_kept(town: Session) -> None:
    for heard, received in ((at(7), at(7)), (at(7), at(7, 5)), (at(6), at(7, 10)), (at(8), at(8))):
        hear(town, heard, received)
    assert town.scalar(select(func.count()).select_from(HeardRow)) == 2


def test_verdicts_given_in_silence_are_found_right_after_the_silence_ended(town: Session) -> None:
    hear(town, at(8), at(8))
    made = make_report(town, NewReport("refuse", at(12), UPRNS[0]), at(12))
    assert made.verdict == "awaiting_crew"
    put_visit(town, at(9), received_at=at(15))
    hear(town, at(15), at(15))
    rejudge_places(town, frozenset({WHOLE}), at(15))
    rejudge_due(town, at(15))
    found = verify_verdicts(town, at(16), nothing_shown)
    assert (found.verdicts, found.in_force, found.differences) == (2, 1, ())


def test_a_verdict_that_the_facts_do_not_give_is_named(town: Session) -> None:
    hear(town, at(12), at(12))
    put_visit(town, at(9))
    made = make_report(town, NewReport("refuse", at(12), UPRNS[0]), at(12))
    town.execute(text("update verdict set verdict = 'too_late', accepted = false"))
    found = verify_verdicts(town, at(13), nothing_shown)
    assert {one.reference for one in found.differences} == {made.reference}
    assert found.differences[0].recomputed[0] == "confirmed_missed"


def test_a_visit_that_nobody_judged_by_is_found(town: Session) -> None:
    hear(town, at(12), at(12))
    make_report(town, NewReport("refuse", at(12), UPRNS[0]), at(12))
    put_visit(town, at(9), received_at=at(12, 30), id=uuid5(DEVICE, "late"))
    found = verify_verdicts(town, at(12, 31), nothing_shown)
    assert [one.as_known for one in found.differences] == [at(12, 31)]


def test_a_complaint_is_answered_with_what_was_known_then(town: Session) -> None:
    hear(town, at(8), at(8))
    made = make_report(town, NewReport("refuse", at(12), UPRNS[0]), at(12))
    put_visit(town, at(9), received_at=at(15))
    hear(town, at(15), at(15))
    rejudge_places(town, frozenset({WHOLE}), at(15))
    then, later = (see_as_known(town, made.reference, m) for m in (at(13), at(16)))
    assert (then.answered, then.recomputed) == ("awaiting_crew", "awaiting_crew")
    assert "nothing was recorded of the street or the premises" in then.lines
    assert (later.answered, later.recomputed) == ("confirmed_missed", "confirmed_missed")
    assert any("completed, noted 2026-05-04 09:00:00" in line for line in later.lines)
    with pytest.raises(Problem):
        see_as_known(town, made.reference, at(12) - timedelta(seconds=1))


def test_before_a_collection_was_handed_over_it_is_the_first_squads(town: Session) -> None:
    hear(town, at(11, 50), at(11, 50))
    lock_collections(town, [NewCollection("R1", ON, ON, "S1")])
    made = make_report(town, NewReport("refuse", at(12), UPRNS[0]), at(12))
    assert made.verdict == "round_in_progress"
    handed = ShiftEnd(
        str(uuid5(DEVICE, "end")), str(DEVICE), "S1", "R1", ON, at(12, 30), None, "S2", False
    )
    end_shift(town, handed, at(12, 31))
    rejudge_places(town, frozenset({WHOLE}), at(12, 31))
    then, later = (see_as_known(town, made.reference, m) for m in (at(12, 5), at(13)))
    assert (then.answered, then.recomputed) == ("round_in_progress", "round_in_progress")
    assert (later.answered, later.recomputed) == ("awaiting_crew", "awaiting_crew")
    assert f"about round R1 on {ON}, squad S1" in then.lines
    assert f"about round R1 on {ON}, squad S2" in later.lines
    assert verify_verdicts(town, at(13), nothing_shown).differences == ()


def test_a_policy_written_later_for_an_earlier_time_is_not_what_was_known_then(
    town: Session,
) -> None:
    put_in_force(town, "ours", "kingston", "a manager", (at(1), at(1)))
    hear(town, at(12), at(12))
    put_visit(town, at(9))
    made = make_report(town, NewReport("refuse", at(12), UPRNS[0]), at(12))
    put_in_force(town, "ours", "sutton", "a manager", (at(6), at(14)))
    then, later = (see_as_known(town, made.reference, m) for m in (at(13), at(15)))
    assert (then.answered, then.recomputed) == ("confirmed_missed", "confirmed_missed")
    assert later.recomputed == "too_early"


AFTERWARDS = datetime(
    2040, 1, 1, tzinfo=UTC
)  # changes of the plan are stamped by the database's own clock
CHANGES = {
    "the service ended": "update service set state = 'expired'",
    "the service was taken away": "delete from service",
    "the premises went to another street": f"update premises set usrn = '{STREETS[2]}'",  # noqa: S608
    "the round went to another day": "update round set weekdays = '{4}'",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_the_plan_was_is_what_an_answer_was_given_by(town: Session, change: str) -> None:
    hear(town, at(11, 50), at(11, 50))
    put_visit(town, at(9), outcome="not_collected", reason="parked_vehicles")
    made = make_report(town, NewReport("refuse", at(12), UPRNS[0]), at(12))
    assert made.verdict == "street_no_access"
    town.execute(text(change))
    then, later = (see_as_known(town, made.reference, m) for m in (at(13), AFTERWARDS))
    assert then.recomputed == then.answered == "street_no_access (parked_vehicles)"
    assert later.recomputed != then.recomputed
    town.execute(text("update report set judge_again_at = :at"), {"at": at(12, 30)})
    assert verify_verdicts(town, at(13), nothing_shown).differences == ()


def test_a_holiday_or_a_reason_of_then_is_what_an_answer_was_given_by(town: Session) -> None:
    tuesday = {"on": ON + timedelta(days=1)}
    town.execute(text("insert into bank_holiday values ('england-and-wales', :on, 'x')"), tuesday)
    hear(town, at(11, 50), at(11, 50))
    put_visit(town, at(9), outcome="completed")
    made = make_report(town, NewReport("refuse", at(24 * 3 + 9), UPRNS[0]), at(24 * 3 + 9))
    assert made.verdict == "confirmed_missed"
    town.execute(text("delete from bank_holiday"))
    then, later = (see_as_known(town, made.reference, m) for m in (at(24 * 3 + 10), AFTERWARDS))
    assert (then.recomputed, later.recomputed) == ("confirmed_missed", "too_late")
    path = town.execute(text("select current_setting('search_path')")).scalar_one()
    assert "pg_temp" not in path


def test_who_is_waited_for_does_not_hang_on_which_streets_are_looked_at(town: Session) -> None:
    """The device that worked the round, on another street, was heard; a spare that is silent says nothing."""
    spare = "00000000-0000-0000-0000-000000000008"
    town.execute(
        text(
            "insert into device (id, label, squad, secret_hash, enrolled_at, secret_expires_at, app_version, "
            "pending_after, scope_version, heard_through, last_contact_at) "
            "values (:id, 'spare', 'S1', 'x', :at, :at, '', 0, 1, :heard, :heard)"
        ),
        {"id": spare, "at": at(6), "heard": at(6, 30)},
    )
    hear(town, at(11, 55), at(11, 55))
    put_visit(town, at(7, 30), usrn=STREETS[2])
    made = make_report(town, NewReport("refuse", at(12), UPRNS[0]), at(12))
    assert made.verdict == "round_in_progress"
    assert verify_verdicts(town, at(12, 5), nothing_shown).differences == ()
