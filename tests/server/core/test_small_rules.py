"""Incidents, returns, measures, kept findings: the small pure parts around the verdicts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.core.facts import CouncilDays, Cycle, Part, ReturnAnswer
from server.core.finding import Finding, IncidentKey
from server.core.incidents import Done, IncidentKept, StreetsStated, list_wanted, plan_incidents
from server.core.measures import (
    ReturnMade,
    missed_rate,
    share_answered_without_work,
    share_overturned,
    share_returned_in_time,
    time_to_return,
)
from server.core.plain_findings import finding_from, plain_findings
from server.core.policy import PRESETS
from server.core.returns import escalation_window, is_returned
from server.core.statements import covers, house_number, shown_of
from server.core.stories import Standing, next_step
from server.core.verdict_words import MEANING, IncidentCause, VerdictWord, Work
from server.core.windows import deadline_after
from sync.words import Outcome, Reason, ReturnOutcome
from tests.server.core.make import ON, REASONS, at, make_premises, make_report, make_visit

PLACE = ("R1", ON, "1001", None)
BLOCKED = make_visit(outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES)


def stated(*visits: object, ended: bool = False) -> StreetsStated:
    closing = (at(15), Reason.BREAKDOWN) if ended else None
    return StreetsStated("R1", ON, frozenset({"1001", "1002"}), visits, closing)  # type: ignore[arg-type]  # visits


def test_what_a_device_said_last_stands_though_its_clock_went_back() -> None:
    """Else nothing at all would stand: the first is the latest by its time, and the second has seen it."""
    later = make_visit(
        id="v2", saw=frozenset({BLOCKED.id}), noted_at=BLOCKED.noted_at - timedelta(minutes=5)
    )
    assert shown_of([BLOCKED, later]) == later
    other = replace(BLOCKED, id="v3", device="D2", saw=frozenset({"v2"}))
    assert shown_of([BLOCKED, later, other]) == other
    wanted, done = list_wanted(stated(BLOCKED, later), REASONS, at(12))
    assert (set(wanted), set(done)) == (set(), {PLACE})


def test_a_blocked_street_wants_an_incident_and_a_completed_one_is_done() -> None:
    wanted, done = list_wanted(stated(BLOCKED), REASONS, at(12))
    assert wanted[PLACE].key.cause is IncidentCause.NO_ACCESS
    assert list_wanted(stated(BLOCKED), REASONS, at(8)) == ({}, {})
    wanted, done = list_wanted(stated(make_visit()), REASONS, at(12))
    assert (wanted, done) == ({}, {PLACE: Done(at(9), at(9))})


def test_streets_nobody_spoke_of_are_unfinished_once_the_collection_is_closed() -> None:
    wanted, _ = list_wanted(stated(make_visit(), ended=True), REASONS, at(16))
    assert {place[2]: one.key.cause for place, one in wanted.items()} == {
        "1002": IncidentCause.UNFINISHED
    }
    assert list_wanted(stated(make_visit(), ended=True), REASONS, at(14))[0] == {}


def test_one_exception_at_a_house_is_no_incident_of_the_street() -> None:
    visit = make_visit(uprn="5001", outcome=Outcome.NOT_COLLECTED, reason=Reason.NOT_OUT)
    assert list_wanted(stated(visit), REASONS, at(12)) == ({}, {})


def kept(**changes: object) -> IncidentKept:
    key = IncidentKey(*PLACE, IncidentCause.NO_ACCESS, Reason.PARKED_VEHICLES)
    return IncidentKept(**({"id": "i1", "key": key, "opened_at": at(9)} | changes))  # type: ignore[arg-type]  # fields


def test_an_incident_is_opened_once_changed_and_closed() -> None:
    wanted, done = list_wanted(stated(BLOCKED), REASONS, at(12))
    assert plan_incidents(wanted, done, []).to_open == (wanted[PLACE].key,)
    assert plan_incidents(wanted, done, [kept()]).to_open == ()
    police = make_visit(outcome=Outcome.NOT_COLLECTED, reason=Reason.POLICE)
    changed = plan_incidents(*list_wanted(stated(police), REASONS, at(12)), [kept()])
    assert changed.to_change[0][1].reason is Reason.POLICE
    completed = plan_incidents(*list_wanted(stated(make_visit()), REASONS, at(12)), [kept()])
    assert completed.to_close == (("i1", "completed", at(9)),)
    assert plan_incidents({}, {}, [kept()]).to_close == (("i1", "corrected", None),)


def test_a_street_that_was_gone_back_to_is_not_opened_again_by_what_was_said_before() -> None:
    wanted, done = list_wanted(stated(BLOCKED), REASONS, at(30))
    closed = kept(closed_at=at(26), closed_because="returned")
    assert plan_incidents(wanted, done, [closed]).to_open == ()
    corrected = kept(closed_at=at(8), closed_because="corrected")
    assert len(plan_incidents(wanted, done, [corrected]).to_open) == 1


@pytest.mark.parametrize(
    ("part", "house", "expected"),
    [
        (Part(side="odd"), "7", True),
        (Part(side="odd"), "8A", False),
        (Part(side="even"), "8A", True),
        (Part(side="left"), "7", False),
        (Part(from_house="1", to_house="9"), "7", True),
        (Part(from_house="9", to_house="1"), "7", True),
        (Part(from_house="9"), "7", False),
        (Part(side="odd", from_house="9"), "11", True),
        (Part(from_house="Rose Cottage"), "7", False),
        (Part(side="odd"), "Rose Cottage", False),
        (Part(entries=("E7",)), "7", True),
        (Part(), "7", False),
        (None, "7", False),
    ],
)
def test_a_part_holds_a_house_only_when_that_is_sure(
    part: Part | None, house: str, expected: bool
) -> None:
    assert covers(part, make_premises("5001", house=house, entry_id="E7")) is expected


def test_a_house_number_stands_in_front() -> None:
    assert (house_number("12A"), house_number("Flat 3"), house_number("")) == (12, None, None)


def test_nothing_stated_shows_nothing() -> None:
    assert shown_of([]) is None


def test_a_deadline_is_an_hour_of_a_working_day_or_its_end() -> None:
    policy, days = PRESETS["belfast"], CouncilDays()
    friday = at(12, days=4)
    assert deadline_after(friday, policy.silence_deadline, days) == at(10, days=7)
    assert deadline_after(friday, policy.return_within, days) == at(24, days=8)


def test_escalation_is_only_where_the_policy_has_it() -> None:
    report, days = make_report(), CouncilDays()
    assert escalation_window(report, Cycle.WEEKLY, PRESETS["kingston"], days) is None
    assert escalation_window(report, Cycle.WEEKLY, PRESETS["sutton"], days) == (
        at(18, 2),
        at(18, 3),
    )


def test_the_last_answer_to_a_return_counts_as_known() -> None:
    failed = ReturnAnswer("r1", ReturnOutcome.RETURN_FAILED, at(20), at(21))
    made = ReturnAnswer("r1", ReturnOutcome.RETURNED, at(30), at(31))
    assert not is_returned([failed, made], at(30))
    assert is_returned([made, failed], at(31))
    assert not is_returned([], at(31))


def test_kept_findings_come_back_as_they_were() -> None:
    finding = Finding(
        VerdictWord.RESCHEDULED,
        "why",
        {"at": at(9), "on": ON, "days": [ON, date(2026, 3, 3)], "n": 5, "x": None, "yes": True},
        is_accepted=True,
        work=Work.REVIEW,
        is_disputable=True,
        duplicate_of="r0",
    )
    assert finding_from(plain_findings([finding])) == finding


def test_the_table_of_verdicts_is_whole_and_in_order() -> None:
    assert set(MEANING) == set(VerdictWord)
    first, *_, last = VerdictWord
    assert (first, last) == (VerdictWord.UNKNOWN_PREMISES, VerdictWord.CONFIRMED_MISSED)


W = VerdictWord


def test_missed_is_told_with_what_was_due() -> None:
    rate = missed_rate([W.CONFIRMED_MISSED, W.UNVERIFIED, W.CREW_EXCEPTION, W.DUPLICATE], 50_000)
    assert (rate.missed, rate.justified, rate.due) == (2, 1, 50_000)
    assert (rate.per_100_000, rate.per_100_000_unjustified) == (6.0, 4.0)
    assert missed_rate([], 0).per_100_000 is None


def test_answers_without_work_are_shared_over_all() -> None:
    assert share_answered_without_work([W.CREW_EXCEPTION, W.CONFIRMED_MISSED]) == 0.5
    assert share_answered_without_work([]) is None


def test_an_answer_is_overturned_when_a_settled_one_changes_sides() -> None:
    answers = [[W.AWAITING_CREW, W.CONFIRMED_MISSED], [W.UNVERIFIED, W.CREW_EXCEPTION], []]
    assert share_overturned(answers) == 0.5


def test_returns_are_measured_in_working_days_and_by_their_median() -> None:
    friday = at(12, days=4)
    returns = [ReturnMade(friday, at(23, days=7)), ReturnMade(friday, at(1, days=8))]
    assert share_returned_in_time(returns, 1, CouncilDays()) == 0.5
    assert time_to_return(returns) == timedelta(hours=84)
    assert time_to_return([]) is None


def standing(**changes: object) -> Standing:
    values: dict[str, object] = {
        "word": W.CONFIRMED_MISSED,
        "accepted": True,
        "is_withdrawn": False,
        "outcome": None,
        "return_due_at": None,
        "now": at(12),
        "may_dispute": False,
        "may_escalate": False,
    }
    return Standing(**(values | changes))  # type: ignore[arg-type]  # fields of Standing


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_withdrawn": True}, "withdrawn"),
        ({"outcome": "returned"}, "has been back"),
        ({"outcome": "return_failed"}, "could not collect"),
        ({"may_escalate": True}, "taken further"),
        ({"return_due_at": at(11)}, "overdue"),
        ({"return_due_at": at(13)}, "comes back by"),
        ({"may_dispute": True, "word": W.CREW_EXCEPTION}, "tell us below"),
        ({"word": W.AWAITING_CREW}, "need not do anything"),
        ({"accepted": True}, "kept up to date"),
        ({"accepted": False, "word": W.TOO_LATE}, "call the council"),
    ],
)
def test_every_standing_says_what_can_be_done_now(changes: dict[str, object], words: str) -> None:
    sentence = next_step(standing(**changes))
    assert words in sentence.template
    assert sentence.template % dict(sentence.values)
