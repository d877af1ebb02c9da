"""Weeks of a council judged at once: what the facts say in the end is right, and silence costs only time."""

from dataclasses import replace
from datetime import date
from functools import cache

from click.testing import CliRunner

from server.cli.demo_score import score
from server.core.policy import PRESETS
from server.core.verdict_words import VerdictWord
from server.core.verdicts import judge
from server.demo.council import DemoPlan, make_council
from server.demo.facts_of_days import known_of, report_of
from server.demo.weeks import Scored, Weeks, plan_weeks, score_weeks, with_all_on_app

JULY = date(2026, 7, 25)  # the weeks before hold collections on either of two days


@cache
def weeks() -> Weeks:
    return plan_weeks(with_all_on_app(make_council(DemoPlan("small", 1, JULY))), 3, 400)


@cache
def scored() -> tuple[Scored, Scored, Scored]:
    in_touch, as_it_came, in_the_end = score_weeks(weeks())
    return in_touch, as_it_came, in_the_end


def test_there_are_as_many_reports_as_were_asked_for_and_all_kinds_of_answers() -> None:
    assert len(weeks().reports) >= 400
    given = {one.word for one in scored()[2].score.words if one.given}
    assert len(given) >= 10


def test_once_everything_has_arrived_every_verdict_is_right() -> None:
    assert [(one.key, one.given) for one in scored()[2].score.wrong] == []


def test_silence_makes_first_answers_wait_and_hardly_ever_wrong() -> None:
    in_touch, as_it_came, _ = scored()
    assert as_it_came.waiting > in_touch.waiting
    decided_wrong = len(as_it_came.score.wrong) - as_it_came.waiting
    assert decided_wrong <= 0.01 * as_it_came.score.all


def test_a_verdict_that_overlooks_a_record_is_found_wrong() -> None:
    """The score can fail: without what was recorded at the premises, exceptions become misses."""
    known = known_of(weeks().council, weeks().days, in_touch=True)
    blind = replace(known, visits=tuple(v for v in known.visits if v.uprn is None))
    refused = [r for r in weeks().reports if r.right == (VerdictWord.CREW_EXCEPTION,)]
    end = max(day.reports[-1].received_at for day in weeks().days if day.reports)
    given = {judge(report_of(one), blind, PRESETS["belfast"], end).word for one in refused}
    assert refused and VerdictWord.CREW_EXCEPTION not in given


def test_the_command_prints_three_scores() -> None:
    asked = ["--weeks", "1", "--reports", "50", "--council", "small/1/2026-07-25"]
    shown = CliRunner().invoke(score, asked)
    assert shown.exit_code == 0, shown.output
    assert shown.output.count("== ") == 3
    assert "in the end, everything arrived" in shown.output
    assert CliRunner().invoke(score, ["--weeks", "1", "--council", "village/1"]).exit_code == 2
