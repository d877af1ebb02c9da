"""The figures a council is judged by, each with its denominator named. Pure arithmetic on counts and times."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from server.core.facts import CouncilDays
from server.core.verdict_words import MEANING, MeasureClass, VerdictWord, Work
from server.core.working_days import add_working_days, day_end, local_date

MISSED = frozenset({MeasureClass.MISSED, MeasureClass.MISSED_UNVERIFIED, MeasureClass.NO_ACCESS})


@dataclass(frozen=True, slots=True)
class MissedRate:
    """Missed per 100,000 collections due. `due` is premises times streams due, and is told with the figure."""

    due: int
    missed: int
    justified: int

    @property
    def per_100_000(self) -> float | None:
        """All that were left, those with a reason at the premises too; None where nothing was due."""
        return _per_100_000(self.missed + self.justified, self.due)

    @property
    def per_100_000_unjustified(self) -> float | None:
        """Only what was the council's to collect."""
        return _per_100_000(self.missed, self.due)


@dataclass(frozen=True, slots=True)
class ReturnMade:
    """A report and when the squad had been back."""

    reported_at: datetime
    returned_at: datetime


def _per_100_000(count: int, due: int) -> float | None:
    return None if due <= 0 else count * 100_000 / due


def missed_rate(words: Iterable[VerdictWord], due: int) -> MissedRate:
    """The missed rate of verdicts in force, over the collections that were due."""
    classes = Counter(MEANING[word].measure for word in words)
    missed = sum(classes[one] for one in MISSED)
    return MissedRate(due, missed, classes[MeasureClass.JUSTIFIED])


def share(part: int, whole: int) -> float | None:
    """A share from 0 to 1; None where there is nothing to share."""
    return None if whole <= 0 else part / whole


def share_answered_without_work(words: Sequence[VerdictWord]) -> float | None:
    """How many reports needed nobody: already known, a reason recorded, too early, the wrong week."""
    busy = (Work.RETURN, Work.REVIEW, Work.TRIAGE, Work.HOLD)
    known = (
        VerdictWord.STREET_NO_ACCESS,
        VerdictWord.KNOWN_MISSED,
    )  # the return was asked for before
    without = sum(1 for word in words if MEANING[word].work not in busy or word in known)
    return share(without, len(words))


def share_returned_in_time(
    returns: Sequence[ReturnMade], working_days: int, days: CouncilDays
) -> float | None:
    """How many were gone back to within so many working days of the report."""

    def is_in_time(one: ReturnMade) -> bool:
        last = add_working_days(local_date(one.reported_at, days), working_days, days)
        return one.returned_at < day_end(last, days)

    return share(sum(1 for one in returns if is_in_time(one)), len(returns))


def time_to_return(returns: Sequence[ReturnMade]) -> timedelta | None:
    """From report to return, the median."""
    if not returns:
        return None
    seconds = median((one.returned_at - one.reported_at).total_seconds() for one in returns)
    return timedelta(seconds=seconds)


def share_overturned(answers: Iterable[Sequence[VerdictWord]]) -> float | None:
    """How many reports got another settled answer later. answers: each report's, in order."""
    given = [words for words in answers if words]
    turned = sum(1 for words in given if _is_settled_otherwise(words))
    return share(turned, len(given))


def _is_settled_otherwise(words: Sequence[VerdictWord]) -> bool:
    settled = [w for w in words if MEANING[w].work not in (Work.WATCH, Work.HOLD)]
    classes = {MEANING[w].measure in MISSED for w in settled}
    return len(classes) > 1


@dataclass(frozen=True, slots=True)
class RecordingAccuracy:
    """Of a squad's records that were weighed against residents' words, how many were confirmed. Never a person's."""

    weighed: int
    confirmed: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nothing was weighed."""
        return share(self.confirmed, self.weighed)
