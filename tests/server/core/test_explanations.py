"""Whatever is answered, each reader is told when, why and what comes next: over the verdicts of every scenario.

A dead end is a sentence that leaves the reader with nothing to do and nothing to expect.
"""

import re
from collections import defaultdict
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

from server.cli.judge import bank_holidays
from server.core.facts import ReasonBook
from server.core.finding import Finding
from server.core.history import headlines
from server.core.returns import return_due_at
from server.core.scenario.trying import read_scenario
from server.core.sentence_texts import TEXTS
from server.core.sentences import PLAIN, Reader, Sentence, sentence_of
from server.core.verdict_words import VerdictWord, Work
from sync.words import Reason

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NEXT = {  # what each reader can do or expect, by the words that say so
    Reader.RESIDENT: r"please|you can|report it|we will|we collect|look here|ask|write to you|the answer will|need not"
    r"|keep you posted|next one is|what comes of it|this page",
    Reader.AGENT: r"match|say |help|offer|ask|forwarded|next is|can be reported|tell|is added|return|goes back"
    r"|being decided|being arranged|check|new report|looks|dispute|stay out|watched|held|look|counts as",
    Reader.MEMBER: r"looks|return|hub|collected|forwarded|next is|reports are taken|can be reported|can report"
    r"|being decided|being arranged|dispute|stands here|held|counts|answer",
}
Given = tuple[Finding, datetime | None, ReasonBook]


@cache
def given() -> tuple[Given, ...]:
    """Every verdict that the scenarios bring about, with when the squad goes back where it does."""
    found: list[Given] = []
    for file in sorted(SCENARIOS.glob("*.yaml")):
        for raw in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            scenario = read_scenario(raw, bank_holidays)
            known, policy = scenario.known, scenario.policy
            until = max(
                scenario.words.until(one["as_known"], "as_known") for one in scenario.expect
            )
            for report in scenario.reports:
                if report.received_at > until:
                    continue
                for verdict in headlines(report, known, policy, until):
                    due = return_due_at(verdict.as_known, policy, known.days)
                    is_returned = verdict.asks is Work.RETURN
                    found.append((verdict.headline, due if is_returned else None, known.reasons))
    return tuple(found)


def test_the_scenarios_bring_about_every_verdict() -> None:
    assert {headline.word for headline, _, _ in given()} == set(VerdictWord)


@pytest.mark.parametrize("reader", list(Reader))
def test_every_verdict_is_told_with_the_times_and_the_reason_it_rests_on(reader: Reader) -> None:
    for headline, due_at, reasons in given():
        sentence = sentence_of(headline, reader, reasons, due_at)
        assert sentence.template != PLAIN, headline
        if headline.reason in set(Reason) and headline.word is not VerdictWord.CONFLICTING_EVIDENCE:
            assert {"reason", "caught_up_at"} & sentence.values.keys(), (headline, sentence)
        moments = [v for v in headline.evidence.values() if isinstance(v, datetime | date)]
        if moments or due_at is not None:
            assert _times(sentence) or headline.word in TELLS_NO_TIME, (headline, sentence)
        if due_at is not None and headline.evidence.get("caught_up_at") is None:
            assert sentence.values.get("return_due_at") == due_at, (headline, sentence)


# of these the answer does not depend on a moment
TELLS_NO_TIME = (
    VerdictWord.NOT_ON_SERVICE,
    VerdictWord.OTHER_OPERATOR,
    VerdictWord.CONFLICTING_EVIDENCE,
)


def _times(sentence: Sentence) -> list[object]:
    return [v for v in sentence.values.values() if isinstance(v, datetime | date)]


@pytest.mark.parametrize("reader", list(Reader))
@pytest.mark.parametrize("key", sorted(TEXTS))
def test_nobody_is_left_without_a_next_step(key: str, reader: Reader) -> None:
    text: str = getattr(TEXTS[key], reader)
    assert re.search(NEXT[reader], text, re.IGNORECASE), text


def test_the_three_readers_are_told_the_same_times() -> None:
    differing = defaultdict(set)
    for headline, due_at, reasons in given():
        told = {
            reader: frozenset(_times(sentence_of(headline, reader, reasons, due_at)))
            for reader in Reader
        }
        if not told[Reader.RESIDENT] >= told[Reader.MEMBER] or not told[Reader.AGENT]:
            differing[headline.word].add(str(headline.reason))
    assert set(differing) <= {*TELLS_NO_TIME, VerdictWord.UNKNOWN_PREMISES, VerdictWord.NOT_DUE}
