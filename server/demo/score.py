"""Scores the verdicts in a database against the known truth: precision and recall by verdict. Pure.

A verdict counts as right when it is one of those the truth allows. For precision and recall a right one counts as the
word it is, a wrong one misses the best of those allowed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.core.verdict_words import PRECEDENCE, VerdictWord
from server.demo.planned_reports import TRULY_MISSED, Why
from server.demo.truth_file import KnownReport


@dataclass(frozen=True, slots=True)
class WordScore:
    """How one verdict did. given: how often it was the headline; due: how often it should have been."""

    word: VerdictWord
    due: int
    given: int
    right: int

    @property
    def precision(self) -> float | None:
        """Of those given, how many were right."""
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """Of those due, how many were given."""
        return self.right / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A verdict that differs from what the truth allows."""

    key: str
    why: Why
    given: VerdictWord
    right: tuple[VerdictWord, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The whole score. `by_why`: right and all, by the truth behind the report."""

    words: tuple[WordScore, ...]
    by_why: Mapping[Why, tuple[int, int]]
    wrong: tuple[Wrong, ...]
    unscored: int  # reports whose truth is not on file: somebody else's

    @property
    def all(self) -> int:
        """Reports scored."""
        return sum(score.due for score in self.words)

    @property
    def right(self) -> int:
        """Reports judged right."""
        return self.all - len(self.wrong)


def score_verdicts(truth: Iterable[KnownReport], given: Mapping[str, VerdictWord]) -> Score:
    """Score the verdicts given, by the key of the planned report."""
    due: Counter[VerdictWord] = Counter()
    gave: Counter[VerdictWord] = Counter()
    hit: Counter[VerdictWord] = Counter()
    by_why: dict[Why, list[int]] = defaultdict(lambda: [0, 0])
    wrong = []
    seen = set()
    for known in truth:
        word = given.get(known.key)
        if word is None:
            continue
        seen.add(known.key)
        is_right = word in known.right
        best = word if is_right else known.right[0]
        due[best] += 1
        gave[word] += 1
        hit[word] += is_right
        by_why[known.why][0] += is_right
        by_why[known.why][1] += 1
        if not is_right:
            wrong.append(Wrong(known.key, known.why, word, known.right))
    words = tuple(
        WordScore(word, due[word], gave[word], hit[word])
        for word in sorted(due.keys() | gave.keys(), key=lambda word: PRECEDENCE[word])
    )
    return Score(
        words,
        {why: (right, count) for why, (right, count) in sorted(by_why.items())},
        tuple(wrong),
        len(given.keys() - seen),
    )


def table_of(score: Score) -> list[str]:
    """The score as lines of text."""
    lines = [f"{'verdict':<24}{'due':>6}{'given':>7}{'right':>7}{'precision':>11}{'recall':>9}"]
    for one in score.words:
        lines.append(
            f"{one.word:<24}{one.due:>6}{one.given:>7}{one.right:>7}"
            f"{_percent(one.precision):>11}{_percent(one.recall):>9}"
        )
    share = score.right / score.all if score.all else None
    lines += ["", f"{score.right:,} of {score.all:,} right ({_percent(share)})", ""]
    lines.append(f"{'truth behind the report':<24}{'right':>6}{'all':>7}   truly missed")
    lines += [
        f"{why:<24}{right:>6}{count:>7}   {'yes' if why in TRULY_MISSED else 'no'}"
        for why, (right, count) in score.by_why.items()
    ]
    return lines


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
