"""Tries a scenario: judges each report as known at each moment asked for, and says where the answer differs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from server.core.facts import Cycle, Report, ReturnAnswer
from server.core.history import count_told, has_return, headlines
from server.core.known import Known
from server.core.policy import Policy, policy_from
from server.core.problems import Problem
from server.core.reasons import default_reasons
from server.core.returns import escalation_window, is_returned, may_dispute, may_escalate
from server.core.scenario.places import SQUAD, read_plan
from server.core.scenario.records import (
    read_heard,
    read_reports,
    read_returns,
    read_shifts,
    read_visits,
)
from server.core.scenario.words import ScenarioError, Words, as_list, as_mapping
from server.core.verdicts import judge

HolidaysOf = Callable[[str, int, int], frozenset[date]]
CHECKED = (
    "verdict",
    "accepted",
    "reason",
    "return",
    "may_escalate",
    "may_dispute",
    "notifications",
    "incident",
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A situation: the facts, the reports in order, and what is expected of them (as written)."""

    name: str
    policy: Policy
    known: Known
    reports: tuple[Report, ...]
    expect: tuple[Mapping[str, Any], ...]
    words: Words


def name_of(raw: object) -> str:
    """The scenario's name, even when the rest of it cannot be read."""
    return str(raw.get("name", "(no name)")) if isinstance(raw, Mapping) else "(no name)"


def read_scenario(raw: object, holidays_of: HolidaysOf) -> Scenario:
    """The scenario from plain data. Raises ScenarioError, or Problem `policy.invalid`, saying what is wrong."""
    body = as_mapping(raw, "a scenario")
    policy = policy_from(body.get("policy", "belfast"))
    words = Words(str(body.get("timezone", "Europe/London")))
    plan = read_plan(body, words, _holidays(body, policy, words, holidays_of))
    visits, reports = read_visits(body, plan), read_reports(body, plan)
    known = Known(
        days=plan.days,
        reasons={flags.code: flags for flags in default_reasons()},
        premises=plan.premises,
        services=plan.services,
        rounds=plan.rounds,
        moves=plan.moves,
        visits=visits,
        shifts=read_shifts(body, plan),
        heard=read_heard(body, plan, visits),
        on_app={} if body.get("squad") == "not_on_app" else {SQUAD: date.min},
        reports=reports,
    )
    known = replace(known, returns=_placed(read_returns(body, plan, reports), known, policy))
    expect = tuple(as_mapping(e, "expect") for e in as_list(body.get("expect")))
    return Scenario(name_of(raw), policy, known, reports, expect, words)


def _placed(
    answers: tuple[ReturnAnswer, ...], known: Known, policy: Policy
) -> tuple[ReturnAnswer, ...]:
    """Where a report hung on an incident when it was gone back to, the answer is for its street."""
    reports = {r.id: r for r in known.reports}
    placed = []
    for answer in answers:
        incident = judge(reports[answer.report_id], known, policy, answer.at).incident
        placed.append(answer if incident is None else replace(answer, place=incident.place))
    return tuple(placed)


def _holidays(
    body: Mapping[str, Any], policy: Policy, words: Words, holidays_of: HolidaysOf
) -> frozenset[date]:
    given = body.get("holidays", body.get("bank_holidays"))
    if given is not None:
        return frozenset(words.day(d, "holidays") for d in as_list(given))
    year = words.day(body.get("round_on"), "round_on").year
    return holidays_of(str(body.get("division", policy.holiday_division)), year - 1, year + 1)


def answers_of(scenario: Scenario, report: Report, as_known: datetime) -> dict[str, object]:
    """Everything an expectation may name, as known at a moment."""
    known, policy = scenario.known, scenario.policy
    verdict = judge(report, known, policy, as_known)
    given = headlines(report, known, policy, as_known)
    done = is_returned(known.answers_of(report.id), as_known)
    window = escalation_window(report, _cycle(report, known), policy, known.days)
    return {
        "verdict": str(verdict.word),
        "accepted": verdict.accepted,
        "reason": verdict.reason,
        "return": has_return([*given, verdict]),
        "may_escalate": may_escalate(verdict, done, window),
        "may_dispute": may_dispute(verdict),
        "notifications": count_told(given),
        "incident": verdict.incident is not None,
    }


def _cycle(report: Report, known: Known) -> Cycle:
    services = known.services_of(report.uprn or "", report.stream)
    found = [known.rounds[s.round_id].cycle for s in services if s.round_id in known.rounds]
    return found[0] if found else Cycle.WEEKLY


def differences(scenario: Scenario) -> list[str]:
    """Where the answers differ from what is expected, in words; empty when all agree."""
    found: list[str] = []
    for line in scenario.expect:
        unknown = set(line) - {"report", "as_known", *CHECKED}
        if unknown:
            raise ScenarioError(f"expect: there is no field {', '.join(sorted(unknown))}")
        found += _differences_of(scenario, line)
    return found


def _differences_of(scenario: Scenario, line: Mapping[str, Any]) -> list[str]:
    index = line.get("report", 1)
    if not isinstance(index, int) or not 1 <= index <= len(scenario.reports):
        raise ScenarioError(f"expect.report: there is no report {index!r}")
    report = scenario.reports[index - 1]
    as_known = scenario.words.at(line.get("as_known"), "expect.as_known")
    got = answers_of(scenario, report, as_known)
    where = f"report {index} as known {scenario.words.shown(as_known)}"
    return [
        f"{where}: expected {_named(field, line[field])}, got {_named(field, got[field])}"
        for field in CHECKED
        if field in line and line[field] != got[field]
    ]


def _named(field: str, value: object) -> str:
    text = (
        {True: "true", False: "false", None: "none"}.get(value, value)
        if isinstance(value, bool | None)
        else value
    )
    return str(text) if field == "verdict" else f"{field} {text}"


def try_scenario(raw: object, holidays_of: HolidaysOf) -> list[str]:
    """Where a scenario differs; one that cannot be read differs by saying why."""
    try:
        return differences(read_scenario(raw, holidays_of))
    except ScenarioError as wrong:
        return [f"it cannot be read: {wrong}"]
    except Problem as problem:
        return [f"it cannot be read: {problem.sentence}"]
