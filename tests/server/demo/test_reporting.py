"""Who reports what: truly and untruly, and always with an answer that is right."""

from collections import Counter
from datetime import timedelta
from functools import cache

from server.core.verdict_words import MadeBy, VerdictWord
from server.demo.planned_reports import PlannedReport, Why
from server.demo.reporting import Talk
from server.demo.shifts import DayPlanner, DemoDay
from tests.server.demo.councils import ON, small_council, town_council, town_planner


@cache
def three_weeks() -> tuple[DemoDay, ...]:
    return tuple(town_planner().plan(ON - timedelta(days=back)) for back in range(21))


def reports() -> list[PlannedReport]:
    return [report for day in three_weeks() for report in day.reports]


def test_people_report_for_every_reason_there_is() -> None:
    whys = Counter(report.why for report in reports())
    assert set(whys) >= set(Why) - {Why.MOVED}
    assert whys[Why.MISSED] > 20


def test_somebody_reports_a_moved_collection() -> None:
    moved = [move.on for move in town_council().moves if move.action == "later"]
    days = [town_planner().plan(on) for on in moved]
    found = [report for day in days for report in day.reports if report.why is Why.MOVED]
    assert found
    assert {report.right for report in found} == {(VerdictWord.RESCHEDULED,)}


def test_every_verdict_is_right_for_somebody() -> None:
    right = {report.right[0] for report in reports()}
    missing = set(VerdictWord) - right
    # these are answers on the way to another one, or need a collection that was moved
    assert missing <= {
        VerdictWord.RESCHEDULED,
        VerdictWord.CONFLICTING_EVIDENCE,
        VerdictWord.ROUND_IN_PROGRESS,
        VerdictWord.DELAYED,
        VerdictWord.AWAITING_CREW,
    }


def test_reports_come_from_residents_members_and_agents_and_some_are_keyed_late() -> None:
    found = reports()
    by = Counter(report.made_by for report in found)
    assert by[MadeBy.RESIDENT] > by[MadeBy.AGENT] > by[MadeBy.MEMBER] > 5
    late = [r for r in found if r.received_at - r.made_at > timedelta(hours=1)]
    assert late
    assert {report.made_by for report in late} == {MadeBy.AGENT}
    assert all(report.made_at <= report.received_at for report in found)


def test_some_report_twice_and_neighbours_report_the_same_bins() -> None:
    found = [r for r in reports() if r.why in (Why.TWICE, Why.NEIGHBOUR)]
    assert any(report.right == (VerdictWord.DUPLICATE,) for report in found)


def test_keys_are_given_once_and_plans_are_the_same_every_time() -> None:
    keys = Counter(report.key for report in reports())
    assert max(keys.values()) == 1
    again = DayPlanner(small_council()).plan(ON)
    assert again == DayPlanner(small_council()).plan(ON)


def test_people_can_talk_more_or_less() -> None:
    quiet = DayPlanner(small_council(), Talk(0.0)).plan(ON)
    loud = DayPlanner(small_council(), Talk(20.0)).plan(ON)
    assert len(quiet.reports) == 0
    assert len(loud.reports) > 20
