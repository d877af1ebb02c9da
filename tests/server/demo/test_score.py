"""The score: precision and recall by verdict."""

from datetime import date

from server.core.verdict_words import VerdictWord as Word
from server.demo.planned_reports import Why
from server.demo.score import score_verdicts, table_of
from server.demo.truth_file import KnownReport

ON = date(2026, 3, 2)


def known(key: str, *right: Word, why: Why = Why.MISSED) -> KnownReport:
    return KnownReport(key, why, right, ON)


TRUTH = [
    known("a", Word.CONFIRMED_MISSED),
    known("b", Word.CONFIRMED_MISSED),
    known("c", Word.STREET_NO_ACCESS, Word.KNOWN_MISSED, why=Why.BLOCKED),
    known("d", Word.CREW_EXCEPTION, why=Why.REFUSED),
    known("e", Word.NOT_DUE, why=Why.WRONG_WEEK),
]


def test_a_verdict_is_right_when_the_truth_allows_it() -> None:
    given = {
        "a": Word.CONFIRMED_MISSED,
        "b": Word.CREW_EXCEPTION,
        "c": Word.KNOWN_MISSED,
        "d": Word.CREW_EXCEPTION,
        "z": Word.TOO_LATE,
    }
    score = score_verdicts(TRUTH, given)
    assert (score.all, score.right, score.unscored) == (4, 3, 1)
    words = {one.word: one for one in score.words}
    assert words[Word.CONFIRMED_MISSED].recall == 0.5
    assert words[Word.CONFIRMED_MISSED].precision == 1.0
    assert words[Word.CREW_EXCEPTION].precision == 0.5
    assert words[Word.KNOWN_MISSED].recall == 1.0
    assert [(one.key, one.given) for one in score.wrong] == [("b", Word.CREW_EXCEPTION)]
    assert score.by_why[Why.MISSED] == (1, 2)


def test_the_table_says_how_many_were_right() -> None:
    lines = table_of(score_verdicts(TRUTH, {"a": Word.CONFIRMED_MISSED, "d": Word.NOT_DUE}))
    assert "1 of 2 right (50.0%)" in lines
    assert any(line.split()[0] == "not_due" and "0.0%" in line for line in lines)


def test_with_nothing_to_score_nothing_is_claimed() -> None:
    score = score_verdicts(TRUTH, {})
    assert (score.all, score.wrong) == (0, ())
    assert "0 of 0 right (-)" in table_of(score)
