"""A city's outcomes beside our verdicts, its crews' notes given as visits."""

from server.core.verdict_words import VerdictWord
from server.demo.replay_dc_agreement import agreement_lines, compare, plain_agreement
from tests.server.core.make import BELFAST, at, make_known, make_report

MISSED = make_report(id="r1", uprn="5001", made_at=at(9, 1))
EMPTY = make_report(id="r2", uprn="5002", made_at=at(10, 1))
LATE = make_report(id="r3", uprn="5003", made_at=at(9, 4))
SAID = ((MISSED, "collected"), (EMPTY, "nothing_found"), (LATE, "collected"), (MISSED, "unclear"))


def test_notes_become_visits_and_outcomes_that_say_nothing_are_left_out() -> None:
    known = make_known(reports=(MISSED, EMPTY, LATE), heard=(), on_app={})
    found = compare(known, SAID, BELFAST)
    assert found.answers == {
        "collected": {VerdictWord.CONFIRMED_MISSED: 1, VerdictWord.TOO_LATE: 1},
        "nothing_found": {VerdictWord.CREW_EXCEPTION: 1},
    }
    assert (found.agreed, found.noted) == (2, 3)
    assert plain_agreement(found)["agreed"] == 2


def test_the_table_says_why_we_differ() -> None:
    known = make_known(reports=(MISSED, EMPTY, LATE), heard=(), on_app={})
    lines = list(agreement_lines(compare(known, SAID, BELFAST)))
    assert "2 of 3 agree (66.7%); the others:" in lines
    assert lines[-1].strip().startswith("1  too_late: made later than two working days")
    assert list(agreement_lines(compare(known, (), BELFAST))) == []
