"""What was known of a report at a past moment, and what was answered then: for a complaint. Only reads."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from server.actions.follow_report import get_report
from server.core.evidence import Due, gather_evidence
from server.core.facts import Visit
from server.core.known import Known
from server.core.problems import Problem
from server.core.sentences import Reader, Sentence, sentence_of
from server.core.statements import statements_known
from server.core.verdicts import judge
from server.db.council import get_council
from server.db.heard_history import with_past_hearing
from server.db.known import gather_known
from server.db.past_plan import plan_as_it_was
from server.db.rule_book import read_rule_book
from server.db.verdicts import list_verdicts


@dataclass(frozen=True, slots=True)
class AsKnown:
    """`lines`: the facts that bore on it, in plain words; `answered`: the verdict in force at the moment."""

    reference: str
    at: datetime
    lines: tuple[str, ...]
    answered: str | None
    recomputed: str
    sentence: Sentence


def see_as_known(session: Session, reference: str, at: datetime) -> AsKnown:
    """The facts as known at a moment. Raises Problem `report.not_found`, also for one not received by then."""
    stored = get_report(session, reference, None)
    report = stored.fact
    if report.received_at > at:
        raise Problem("report.not_found")
    with plan_as_it_was(session, at):
        book = read_rule_book(session)
        gathered = gather_known(session, book, [report])
    known = with_past_hearing(session, gathered, (at, at))
    policy = book.policy_known(report.made_at, at)
    verdict = judge(report, known, policy.policy, at)
    evidence = gather_evidence(report, known, policy.policy, at)
    given = [one for one in list_verdicts(session, report.id) if one.judged_at <= at]
    zone = get_council(session).timezone
    lines = [
        f"reported {_at(report.made_at, zone)}, received {_at(report.received_at, zone)}",
        f"judged under the policy {policy.name}, version {policy.version}",
    ]
    if evidence.due is not None:
        lines += _of_collection(evidence.due, known, at, zone)
    return AsKnown(
        reference=stored.reference,
        at=at,
        lines=tuple(lines),
        answered=_words(given[-1].word, given[-1].reason) if given else None,
        recomputed=_words(verdict.word, verdict.reason),
        sentence=sentence_of(verdict.headline, Reader.RESIDENT, book.reasons),
    )


def _of_collection(due: Due, known: Known, at: datetime, zone: tzinfo) -> list[str]:
    collection, hearing = due.collection, due.hearing
    lines = [f"about round {collection.round_id} on {collection.on}, squad {hearing.squad or '?'}"]
    heard = "never" if hearing.through is None else _at(hearing.through, zone)
    lines.append(f"the squad was heard through: {heard}")
    if hearing.ended_at is not None:
        lines.append(f"the squad had closed the collection {_at(hearing.ended_at, zone)}")
    visits = known.visits_of(collection.round_id, collection.days, due.premises.usrn or "")
    stated = [v for v in statements_known(visits, at) if v.uprn in (None, due.premises.uprn)]
    lines += [_stated(visit, zone) for visit in stated]
    return lines if stated else [*lines, "nothing was recorded of the street or the premises"]


def _stated(visit: Visit, zone: tzinfo) -> str:
    place = f"premises {visit.uprn}" if visit.uprn else visit.entry_id or f"street {visit.usrn}"
    why = "" if visit.reason is None else f" ({visit.reason})"
    times = f"noted {_at(visit.noted_at, zone)}, received {_at(visit.received_at, zone)}"
    return f"{place}: {visit.outcome}{why}, {times}"


def _at(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _words(word: str, reason: str | None) -> str:
    return str(word) if reason is None else f"{word} ({reason})"
