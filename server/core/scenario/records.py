"""What squads recorded and people reported in a scenario, as facts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from server.core.facts import (
    ALWAYS,
    FOREVER,
    Heard,
    Part,
    Report,
    ReturnAnswer,
    Shift,
    Visit,
)
from server.core.scenario.places import SQUAD, STREET, Plan
from server.core.scenario.words import (
    ScenarioError,
    as_list,
    as_mapping,
    as_word,
    find_text,
    find_word,
)
from server.core.verdict_words import MadeBy
from server.core.working_days import local_date
from sync.words import Outcome, Reason, ReturnOutcome

DEVICE = "D1"


def read_visits(body: Mapping[str, Any], plan: Plan) -> tuple[Visit, ...]:
    """What squads recorded. The same `id` again is the same operation, sent again."""
    rows = [as_mapping(raw, "visits") for raw in as_list(body.get("visits"))]
    ids = [str(row.get("id", f"visit {n:06d}")) for n, row in enumerate(rows, 1)]
    return tuple(_visit(row, n, ids, plan) for n, row in enumerate(rows))


def _visit(row: Mapping[str, Any], n: int, ids: list[str], plan: Plan) -> Visit:
    at = plan.words.at(row.get("at"), "visits.at")
    round_id = plan.round_of(row.get("round"), row.get("stream"))
    uprn = find_text(row.get("uprn"))
    corrects = row.get("corrects")
    return Visit(
        id=ids[n],
        round_id=round_id,
        on=plan.words.day(row["on"], "visits.on")
        if "on" in row
        else plan.collection_on(round_id, local_date(at, plan.days)),
        usrn=_street(row, uprn, plan),
        outcome=as_word(Outcome, row.get("outcome"), "visits.outcome"),
        noted_at=at,
        received_at=plan.words.at(row.get("received", row.get("at")), "visits.received"),
        device=str(row.get("device", DEVICE)),
        squad=SQUAD,
        reason=find_word(Reason, row.get("reason"), "visits.reason"),
        uprn=uprn,
        entry_id=find_text(row.get("entry")) if uprn is None else None,
        container=find_text(row.get("container")),
        material=find_text(row.get("material")),
        part=_part(row.get("part")),
        corrects=None if corrects is None else _id_at(corrects, ids, "corrects"),
        saw=frozenset(_id_at(i, ids, "saw") for i in as_list(row.get("saw"))),
        retracted_at=plan.words.find_at(row.get("retracted"), "visits.retracted"),
    )


def _street(row: Mapping[str, Any], uprn: str | None, plan: Plan) -> str:
    if row.get("street") is not None:
        return str(row["street"])
    premises = plan.premises.get(uprn or "")
    return STREET if premises is None or premises.usrn is None else premises.usrn


def _id_at(index: object, ids: list[str], field: str) -> str:
    if isinstance(index, int) and 1 <= index <= len(ids):
        return ids[index - 1]
    if str(index) in ids:
        return str(index)
    raise ScenarioError(f"visits.{field}: there is no visit {index!r}")


def _part(raw: object) -> Part | None:
    if raw is None:
        return None
    row = as_mapping(raw, "visits.part")
    return Part(
        side=find_text(row.get("side")),
        from_house=find_text(row.get("from")),
        to_house=find_text(row.get("to")),
        entries=tuple(str(e) for e in as_list(row.get("entries"))),
    )


def read_heard(body: Mapping[str, Any], plan: Plan, visits: tuple[Visit, ...]) -> tuple[Heard, ...]:
    """Through when each device was heard. Whatever it sent, everything before that had been sent as well."""
    given = body.get("heard", "always")
    devices = sorted({v.device for v in visits} | ({DEVICE} if not visits else set()))
    heard = [Heard(SQUAD, v.device, v.noted_at, v.received_at) for v in visits]
    if given == "always":
        return (*heard, *(Heard(SQUAD, d, FOREVER, ALWAYS) for d in devices))
    times = [] if given == "never" else [plan.words.at(t, "heard") for t in as_list(given)]
    return (*heard, *(Heard(SQUAD, d, at, at) for d in devices for at in times))


def read_shifts(body: Mapping[str, Any], plan: Plan) -> tuple[Shift, ...]:
    """When the squad closed the collection. It is known when the device is next heard."""
    given = body.get("shift_ended")
    if given is None:
        return ()
    row = given if isinstance(given, Mapping) else {"at": given}
    ended_at = plan.words.at(row.get("at"), "shift_ended")
    received_at = plan.words.find_at(row.get("received"), "shift_ended.received")
    reason = find_word(Reason, row.get("reason"), "shift_ended.reason")
    received_at = received_at or _next_heard(body, plan, ended_at)
    return tuple(
        Shift(
            round_id=round_id,
            on=plan.collection_on(round_id, local_date(ended_at, plan.days)),
            squad=SQUAD,
            ended_at=ended_at,
            end_received_at=received_at,
            end_reason=reason,
        )
        for round_id in plan.rounds
    )


def _next_heard(body: Mapping[str, Any], plan: Plan, after: datetime) -> datetime:
    given = body.get("heard", "always")
    if given == "always":
        return after
    if given == "never":
        return FOREVER
    times = [plan.words.at(t, "heard") for t in as_list(given)]
    return min((t for t in times if t >= after), default=FOREVER)


def read_reports(body: Mapping[str, Any], plan: Plan) -> tuple[Report, ...]:
    """What people said was missed, in the order given."""
    reports = []
    for n, raw in enumerate(as_list(body.get("reports")), 1):
        row = as_mapping(raw, "reports")
        made_at = plan.words.at(row.get("made"), "reports.made")
        reports.append(
            Report(
                id=f"report {n:06d}",
                uprn=find_text(row.get("uprn")),
                stream=str(row.get("stream", plan.stream)),
                made_at=made_at,
                received_at=plan.words.at(row.get("received", row.get("made")), "reports.received"),
                made_by=as_word(MadeBy, row.get("by", MadeBy.RESIDENT), "reports.by"),
                container=find_text(row.get("container")),
                withdrawn_at=plan.words.find_at(row.get("withdrawn"), "reports.withdrawn"),
            )
        )
    return tuple(reports)


def read_returns(
    body: Mapping[str, Any], plan: Plan, reports: tuple[Report, ...]
) -> tuple[ReturnAnswer, ...]:
    """What became of returns."""
    return tuple(
        _answer(as_mapping(r, "returns"), plan, reports) for r in as_list(body.get("returns"))
    )


def _answer(row: Mapping[str, Any], plan: Plan, reports: tuple[Report, ...]) -> ReturnAnswer:
    index = row.get("report")
    if not isinstance(index, int) or not 1 <= index <= len(reports):
        raise ScenarioError(f"returns.report: there is no report {index!r}")
    outcome = {"failed": "return_failed"}.get(str(row.get("outcome")), row.get("outcome"))
    at = plan.words.at(row.get("at"), "returns.at")
    return ReturnAnswer(
        report_id=reports[index - 1].id,
        outcome=as_word(ReturnOutcome, outcome, "returns.outcome"),
        at=at,
        received_at=plan.words.at(row.get("received", row.get("at")), "returns.received"),
        reason=find_word(Reason, row.get("reason"), "returns.reason"),
    )
