"""Cases that the score against known truth found answered wrongly, each as a rule of its own."""

from dataclasses import replace
from datetime import date, time

from server.core.calendar import collection_day_end
from server.core.facts import CouncilDays, Move, MoveAction, Part
from server.core.heard_steps import SquadHeard
from server.core.statements import house_number
from server.core.verdict_words import VerdictWord
from server.core.verdicts import judge
from sync.words import Outcome, Reason
from tests.server.core.make import (
    BELFAST,
    ON,
    ROUND,
    at,
    make_known,
    make_premises,
    make_report,
    make_visit,
)

LATER = at(72)
ODD_DONE = make_visit(
    outcome=Outcome.PARTLY_COMPLETED, reason=Reason.PARKED_VEHICLES, part=Part(side="odd")
)


def test_many_reports_of_the_side_that_was_left_say_nothing_against_the_side_that_was_done() -> (
    None
):
    places = [make_premises(f"50{n:02}", house=str(n)) for n in range(1, 15)]
    reports = [
        make_report(id=f"r{n}", uprn=place.uprn, made_at=at(12 + n / 100))
        for n, place in enumerate(places, 1)
        if n % 2 == 0 or n == 1
    ]
    known = make_known(*places, visits=(ODD_DONE,), reports=tuple(reports))
    given = {r.uprn: judge(r, known, BELFAST, LATER).word for r in reports}
    assert given.pop("5001") is VerdictWord.CONFIRMED_MISSED
    assert set(given.values()) == {VerdictWord.KNOWN_MISSED}


def test_many_reports_of_the_side_that_was_done_put_it_in_doubt() -> None:
    places = [make_premises(f"50{n:02}", house=str(n)) for n in range(1, 15)]
    reports = [
        make_report(id=f"r{n}", uprn=place.uprn, made_at=at(12 + n / 100))
        for n, place in enumerate(places, 1)
        if n % 2 == 1
    ]
    known = make_known(*places, visits=(ODD_DONE,), reports=tuple(reports))
    assert judge(reports[0], known, BELFAST, LATER).word is VerdictWord.CONFLICTING_EVIDENCE


def test_an_exception_at_the_bin_says_that_the_squad_was_there_though_the_street_is_partly_done() -> (
    None
):
    own = make_visit(id="v2", uprn="5001", outcome=Outcome.NOT_COLLECTED, reason=Reason.NOT_OUT)
    known = make_known(visits=(ODD_DONE, own))
    assert judge(make_report(), known, BELFAST, LATER).word is VerdictWord.CREW_EXCEPTION
    without = make_known(visits=(ODD_DONE,))
    assert judge(make_report(), without, BELFAST, LATER).word is VerdictWord.KNOWN_MISSED


def test_an_evening_round_that_runs_past_midnight_is_not_a_day_late() -> None:
    evening = {"R1": replace(ROUND, expected_end=time(23, 30))}
    done = make_visit(noted_at=at(24.9))
    known = make_known(rounds=evening, visits=(done,))
    before = make_report(made_at=at(9))
    assert judge(before, known, BELFAST, LATER).word is VerdictWord.TOO_EARLY
    waiting = judge(before, make_known(rounds=evening), BELFAST, at(24.5))
    assert waiting.word is VerdictWord.DELAYED
    # two working days after Monday end on Wednesday, as for any other round
    late = make_report(made_at=at(24 * 3 + 1))
    assert judge(late, known, BELFAST, at(100)).word is VerdictWord.TOO_LATE


def test_the_day_of_an_evening_round_ends_in_the_morning_on_both_clock_changes() -> None:
    evening, days = replace(ROUND, expected_end=time(20)), CouncilDays()
    for on, expected in (
        (date(2026, 3, 28), "2026-03-29T05:00:00+00:00"),
        (date(2026, 10, 24), "2026-10-25T06:00:00+00:00"),
    ):
        assert collection_day_end(evening, on, days).isoformat() == expected
    afternoon = replace(ROUND, expected_end=time(19, 59))
    assert collection_day_end(afternoon, ON, days) == at(24)


def test_the_number_of_a_flat_is_its_buildings() -> None:
    assert house_number("Apartment 8, 6") == 6
    assert house_number("Flat 2, Rose House") is None


def test_a_catch_up_day_of_another_round_is_no_working_day_of_this_one() -> None:
    saturday = date(2026, 3, 7)
    for round_id, expected in (("R2", VerdictWord.CONFIRMED_MISSED), ("R1", VerdictWord.TOO_LATE)):
        move = Move(
            date(2026, 3, 2),
            MoveAction.LATER,
            (saturday,),
            round_id=round_id,
            counts_as_working_day=True,
        )
        friday = {"R1": replace(ROUND, weekdays=frozenset({5}))}
        done = make_visit(on=date(2026, 3, 6), noted_at=at(24 * 4 + 9))
        known = make_known(rounds=friday, visits=(done,), moves=(move,))
        tuesday = make_report(made_at=at(24 * 8 + 9))
        assert judge(tuesday, known, BELFAST, at(24 * 9)).word is expected


def test_a_device_is_heard_through_what_was_known_at_the_moment_asked() -> None:
    known = make_known()
    heard = SquadHeard(known.heard)
    assert heard.through_of_each(at(9)) == {"D1": at(9)}
    assert heard.lost_by(LATER) == set()
    assert SquadHeard(()).through_of_each(LATER) == {}
