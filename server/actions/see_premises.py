"""What a premises' reader sees today: for each stream its days, and what a report made now would be answered."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.core.calendar import (
    collections_between,
    find_next_collection,
    local_date,
    moves_known,
)
from server.core.facts import Move, Report, Round
from server.core.finding import Verdict
from server.core.known import Known
from server.core.problems import Problem
from server.core.sentences import Reader, Sentence, before_a_report, sentence_of
from server.core.verdict_words import VerdictWord
from server.core.verdicts import judge
from server.core.working_days import add_calendar_days
from server.db.incidents import latest_by_place, list_incidents_of
from server.db.known import gather_known
from server.db.premises_seen import (
    PremisesSeen,
    StreamSeen,
    find_premises_seen,
    list_streams_reported,
    list_streams_seen,
)
from server.db.returns import list_returns_of_incidents
from server.db.rule_book import get_rule_book

RECENT = timedelta(days=14)
__all__ = ["PremisesSeen", "PremisesToday", "StreamToday", "see_premises"]


@dataclass(frozen=True, slots=True)
class StreamToday:
    """One stream at a premises. `state`: the verdict of a report made now."""

    stream: str
    name: str
    bin_name: str
    colour: str
    last_on: date | None
    next_on: date | None
    state: VerdictWord
    reason: str | None
    sentence: Sentence
    for_agent: Sentence
    can_report: bool  # a report made now would be accepted
    has_incident: bool
    return_due_at: datetime | None
    reported_before: bool  # there is an open report already (this premises or its bin store)


@dataclass(frozen=True, slots=True)
class PremisesToday:
    """A premises and its streams, in the council's order."""

    premises: PremisesSeen
    streams: tuple[StreamToday, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A stream, with the report that might be made now and what it would be answered."""

    stream: StreamSeen
    report: Report
    verdict: Verdict


def see_premises(session: Session, uprn: str, now: datetime) -> PremisesToday:
    """What the premises' reader sees now. Raises Problem `premises.not_found`."""
    premises = find_premises_seen(session, uprn)
    if premises is None:
        raise Problem("premises.not_found")
    streams = list_streams_seen(session, uprn, now.date())
    reports = [_report_now(uprn, stream, now) for stream in streams]
    book = get_rule_book(session)
    known = gather_known(session, book, reports)
    known = replace(known, reports=tuple(r for r in known.reports if r not in reports))
    policy = book.policy_at(now).policy
    asked = [
        _Asked(stream, report, judge(report, known, policy, now))
        for stream, report in zip(streams, reports, strict=True)
    ]
    dues = _return_dues(session, asked)
    reported = list_streams_reported(session, uprn, (now - RECENT).date())
    return PremisesToday(
        premises,
        tuple(
            _stream_today(one, known, dues, reported=one.stream.code in reported) for one in asked
        ),
    )


def _report_now(uprn: str, stream: StreamSeen, now: datetime) -> Report:
    return Report(f"~ {stream.code}", uprn, stream.code, made_at=now, received_at=now)


def _return_dues(session: Session, asked: list[_Asked]) -> dict[str, datetime]:
    """By stream: when the squad goes back to its incident."""
    keys = {one.stream.code: key for one in asked if (key := one.verdict.incident) is not None}
    if not keys:
        return {}
    incidents = latest_by_place(
        list_incidents_of(session, {(key.round_id, key.on) for key in keys.values()})
    )
    returns = list_returns_of_incidents(session, [i.id for i in incidents.values()])
    due = {r.incident_id: r.due_at for r in returns if r.is_open}
    found = {}
    for stream, key in keys.items():
        incident = incidents.get(key.place)
        if incident is not None and incident.id in due:
            found[stream] = due[incident.id]
    return found


def _stream_today(
    one: _Asked, known: Known, dues: dict[str, datetime], *, reported: bool
) -> StreamToday:
    verdict, stream = one.verdict, one.stream
    headline = before_a_report(verdict.headline)
    due_at = dues.get(stream.code)
    last_on, next_on = _days(one, known)
    return StreamToday(
        stream=stream.code,
        name=stream.name,
        bin_name=stream.bin_name,
        colour=stream.colour,
        last_on=last_on,
        next_on=next_on,
        state=verdict.word,
        reason=verdict.reason,
        sentence=sentence_of(headline, Reader.RESIDENT, known.reasons, due_at),
        for_agent=sentence_of(headline, Reader.AGENT, known.reasons, due_at),
        can_report=verdict.accepted,
        has_incident=verdict.incident is not None,
        return_due_at=due_at,
        reported_before=reported,
    )


def _days(one: _Asked, known: Known) -> tuple[date | None, date | None]:
    """The last collection (today's too) and the next after today, over every round of the stream."""
    uprn, made_at = one.report.uprn, one.report.made_at
    today = local_date(made_at, known.days)
    moves = moves_known(known.moves, made_at)
    premises = known.premises.get(uprn or "")
    ward = None if premises is None else premises.ward
    last: list[date] = []
    ahead: list[date] = []
    for service in known.services_of(uprn or "", one.stream.code):
        a_round = known.rounds.get(service.round_id)
        if a_round is None:
            continue
        last += _last(a_round, moves, today, ward)
        found = find_next_collection(a_round, moves, today, ward)
        ahead += [found.on] if found is not None else []
    return max(last, default=None), min(ahead, default=None)


def _last(a_round: Round, moves: tuple[Move, ...], today: date, ward: str | None) -> list[date]:
    found = collections_between(a_round, moves, add_calendar_days(today, -28), today, ward)
    return [c.on for c in found if c.on <= today]
