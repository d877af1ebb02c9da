"""What people are told: what was recorded and when it was last heard, by name; one thing that happened, one to do."""

import re
from datetime import datetime

import pytest

from server.core.facts import Heard
from server.core.finding import Finding
from server.core.sentence_texts import TEXTS
from server.core.sentences import PLAIN, Reader, Sentence, before_a_report, sentence_of
from server.core.verdict_words import VerdictWord
from server.core.verdicts import judge
from sync.words import Outcome
from tests.server.core.make import BELFAST, REASONS, at, make_known, make_report, make_visit


def told(due_at: datetime | None = None, **changes: object) -> Sentence:
    known = make_known(**changes)
    headline = judge(make_report(), known, BELFAST, at(14)).headline
    return sentence_of(headline, Reader.RESIDENT, REASONS, due_at)


def test_a_confirmed_miss_names_what_the_squad_recorded_and_when() -> None:
    sentence = told(at(23, 2), visits=(make_visit(),))
    assert sentence.values == {"done_at": at(9), "return_due_at": at(23, 2)}
    assert "recorded your street as done" in sentence.template
    assert "please leave it out" in sentence.template


def test_silence_names_when_the_handheld_was_last_heard() -> None:
    sentence = told(heard=(Heard("S1", "D1", at(8), at(8)),))
    assert sentence.values["heard_through"] == at(8)
    assert "handheld was last heard" in sentence.template


def test_a_handheld_that_was_never_heard_is_said_to_be_so() -> None:
    sentence = told(heard=())
    assert "Nothing has been heard" in sentence.template and "deadline" in sentence.values


def test_what_was_recorded_of_a_bin_without_a_reason_is_held_against_nobody() -> None:
    """Found by the property that every answer has a sentence: no squad's phone sends it, a file may."""
    partly = make_visit(uprn="5001", outcome=Outcome.PARTLY_COMPLETED)
    known = make_known(visits=(partly, make_visit(id="v2")))
    headline = judge(make_report(), known, BELFAST, at(14)).headline
    assert headline.word is VerdictWord.CONFIRMED_MISSED
    assert sentence_of(headline, Reader.RESIDENT, REASONS).template != PLAIN


def test_who_has_not_reported_is_told_nothing_of_a_report() -> None:
    known = make_known(heard=(Heard("S1", "D1", at(8), at(8)),))
    headline = before_a_report(judge(make_report(), known, BELFAST, at(14)).headline)
    sentence = sentence_of(headline, Reader.RESIDENT, REASONS)
    assert "your report" not in sentence.template and "can report it now" in sentence.template


@pytest.mark.parametrize(
    ("word", "reason", "evidence"),
    [
        (VerdictWord.OTHER_OPERATOR, None, {"operator": "Millrace"}),
        (VerdictWord.DUPLICATE, "communal", {"made_at": at(9)}),
        (VerdictWord.DUPLICATE, None, {"made_at": at(9)}),
        (VerdictWord.CONFLICTING_EVIDENCE, None, {"noted_at": at(9), "against": "proof"}),
        (VerdictWord.STREET_NO_ACCESS, "parked_vehicles", {"noted_at": at(9)}),
    ],
)
def test_nor_that_a_report_was_passed_on_added_to_another_or_doubted(
    word: VerdictWord, reason: str | None, evidence: dict[str, object]
) -> None:
    headline = before_a_report(Finding(word, reason, evidence))
    for reader in Reader:
        said = sentence_of(headline, reader, REASONS).template
        assert not re.search(
            r"your report|you say|we have added|is added|forwarded|passed|You reported", said
        ), said
        assert said != PLAIN


def test_a_street_done_in_part_is_not_called_unrecorded() -> None:
    found = Finding(VerdictWord.KNOWN_MISSED, None, {"noted_at": at(9)})
    sentence = sentence_of(found, Reader.RESIDENT, REASONS, at(23, 2))
    assert "not done in full" in sentence.template


def test_every_word_has_a_sentence_and_none_runs_on() -> None:
    assert {key.partition(".")[0] for key in TEXTS} == set(VerdictWord)
    for key, texts in TEXTS.items():
        for reader in Reader:
            text: str = getattr(texts, reader)
            assert text.endswith("."), (key, text)
            assert len(re.findall(r"\w+", text)) <= 48, (key, text)


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_no_resident_is_left_without_a_next_step(key: str) -> None:
    """Something to do or to expect: the verbs that say so."""
    steps = r"please|you can|report it|we will|we collect|look here|ask the council|write to you|the answer will"
    steps += r"|need not|keep you posted|next one is|tell you what|page says|report\s+it"
    assert re.search(steps, TEXTS[key].resident, re.IGNORECASE), TEXTS[key].resident
