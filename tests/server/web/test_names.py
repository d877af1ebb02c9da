"""Everything that pages show as a tag has a name for people: no word of the code reaches the screen."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from server.core.verdict_words import IncidentCause, VerdictWord
from server.web import verdict_names as names
from sync.words import ClockQuality, Outcome, WhyTakenBack


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (VerdictWord, names.VERDICT_NAMES),
        (VerdictWord, names.STATE_NAMES),
        (Outcome, names.OUTCOME_NAMES),
        (Outcome, names.OUTCOME_TONES),
        (IncidentCause, names.CAUSE_NAMES),
        (ClockQuality, names.CLOCK_NAMES),
        (WhyTakenBack, names.TAKEN_BACK_NAMES),
    ],
)
def test_every_word_has_a_name(words: type[StrEnum], named: Mapping[str, object]) -> None:
    assert {str(word) for word in words} == {str(name) for name in named}
