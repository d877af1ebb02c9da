"""Weeks of a whole council judged at once and scored against the known truth. Pure; nothing is loaded anywhere.

Three times: as first answered with every device always in touch, as first answered with the silences there were, and
in the end, when everything that could arrive has arrived.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from server.core.known import Known
from server.core.policy import PRESETS, Policy
from server.core.verdict_words import VerdictWord
from server.core.verdicts import judge
from server.demo.council import DemoCouncil
from server.demo.facts_of_days import known_of, report_of
from server.demo.planned_reports import PlannedReport
from server.demo.reporting import Talk
from server.demo.score import Score, score_verdicts
from server.demo.shifts import DayPlanner, DemoDay
from server.demo.truth_file import KnownReport

POLL_S = 300  # a device in touch speaks every five minutes
DAYS_AFTER = 2  # devices that were silent are heard again; nobody reports of these days
EVERYTHING_ARRIVED = timedelta(days=20)
MOST_TALK = 200.0
WAITING = frozenset(
    {
        VerdictWord.TOO_EARLY,
        VerdictWord.ROUND_IN_PROGRESS,
        VerdictWord.DELAYED,
        VerdictWord.AWAITING_CREW,
    }
)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The days planned, and how much people had to talk for as many reports."""

    council: DemoCouncil
    days: tuple[DemoDay, ...]
    talk: float

    @property
    def reports(self) -> list[PlannedReport]:
        """All reports, in order."""
        return [report for day in self.days for report in day.reports]


@dataclass(frozen=True, slots=True)
class Scored:
    """One of the three scores. `waiting`: of those not right, how many only waited: watched or held, not decided."""

    title: str
    score: Score
    waiting: int


def with_all_on_app(council: DemoCouncil) -> DemoCouncil:
    """The same council, every squad with the app."""
    since = council.plan.on - timedelta(days=70)
    squads = tuple(replace(squad, on_app_from=since) for squad in council.book.squads)
    return replace(council, book=replace(council.book, squads=squads))


def plan_weeks(council: DemoCouncil, weeks: int, reports: int) -> Weeks:
    """Plan the weeks before the council's day, people talking as much as it takes for so many reports."""
    talk = 1.0
    while True:
        days = _planned(council, weeks, Talk(talk, 1.0))
        count = sum(len(day.reports) for day in days)
        if count >= reports or talk >= MOST_TALK:
            return Weeks(council, days, talk)
        talk *= max(1.1, 1.1 * reports / max(count, 1))


def _planned(council: DemoCouncil, weeks: int, talk: Talk) -> tuple[DemoDay, ...]:
    planner = DayPlanner(council, talk)
    first = council.plan.on - timedelta(weeks=weeks)
    count = 7 * weeks + DAYS_AFTER
    days = [planner.plan(first + timedelta(days=number), POLL_S) for number in range(count)]
    return tuple(
        day if number < 7 * weeks else replace(day, reports=()) for number, day in enumerate(days)
    )


def score_weeks(weeks: Weeks, policy: Policy = PRESETS["belfast"]) -> list[Scored]:
    """The three scores."""
    in_touch = known_of(weeks.council, weeks.days, in_touch=True)
    as_it_came = known_of(weeks.council, weeks.days, in_touch=False)
    end = datetime.combine(weeks.council.plan.on, time(0), UTC) + EVERYTHING_ARRIVED
    return [
        _scored(
            "first answers, every device always in touch", weeks, _first(weeks, in_touch, policy)
        ),
        _scored("first answers, as it came", weeks, _first(weeks, as_it_came, policy)),
        _scored(
            "in the end, everything arrived",
            weeks,
            {one.key: judge(report_of(one), as_it_came, policy, end).word for one in weeks.reports},
        ),
    ]


def _first(weeks: Weeks, known: Known, policy: Policy) -> dict[str, VerdictWord]:
    return {
        one.key: judge(report_of(one), known, policy, one.received_at).word for one in weeks.reports
    }


def _scored(title: str, weeks: Weeks, given: dict[str, VerdictWord]) -> Scored:
    score = score_verdicts(_truth(weeks.reports), given)
    return Scored(title, score, sum(one.given in WAITING for one in score.wrong))


def _truth(reports: Sequence[PlannedReport]) -> Iterable[KnownReport]:
    return [KnownReport(one.key, one.why, one.right, one.made_at.date()) for one in reports]
