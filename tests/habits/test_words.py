"""docs/words.md and the enums say the same."""

import re

from sync.words import Level, OpKind, OpStatus, Outcome, Reason, ReturnOutcome, WhyTakenBack
from tests.habits.sources import ROOT


def test_every_word_of_the_enums_is_explained() -> None:
    text = (ROOT / "docs" / "words.md").read_text()
    explained = set(re.findall(r"`([a-z_]+)`", text))
    enums = (Level, OpKind, OpStatus, Outcome, Reason, ReturnOutcome, WhyTakenBack)
    words = {str(w) for enum in enums for w in enum}
    assert sorted(words - explained) == []
