"""A report is made: find its collection, judge it, keep it with its verdict, incident and return, and answer."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from server.actions.keep_verdicts import judge_with
from server.actions.new_ids import new_id, new_link_token, new_reference
from server.actions.rejudge import lock_rounds
from server.core.calendar import collections_between, moves_known
from server.core.facts import Report, TouchedPlace
from server.core.finding import Finding
from server.core.problems import Problem
from server.core.sentences import Reader, Sentence, sentence_of
from server.core.verdict_words import MadeBy, VerdictWord
from server.core.working_days import local_date
from server.db.calendar import find_rounds, list_moves_between
from server.db.known import gather_known
from server.db.premises import find_listed
from server.db.reports import (
    ReportToAdd,
    StoredReport,
    add_contact,
    add_report,
    find_by_external_id,
    list_reports_at,
    list_rounds_serving,
)
from server.db.returns import list_returns_of
from server.db.rule_book import RuleBook, get_rule_book
from server.db.streams import list_streams
from server.db.verdicts import find_in_force

CONTACT_KEPT = timedelta(days=90)
LOOK_BACK = timedelta(days=6)
TRIES = 5  # references are drawn from 700 million; two alike in a row do not happen


@dataclass(frozen=True, slots=True)
class Contact:
    """Who to answer; kept apart from the report and deleted after its time."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class NewReport:
    """What was said to be missed. `made_at` is when the contact was made, not when it was keyed."""

    stream: str
    made_at: datetime
    uprn: str | None = None
    address_given: str = ""
    made_by: MadeBy = MadeBy.RESIDENT
    channel: str = "web"  # web | phone | counter | email | social | api | import
    account: UUID | None = None
    contact: Contact | None = None
    note: str = ""
    container: str | None = None
    source: str | None = None
    external_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    round_hint: str | None = (
        None  # a round known by other means, where the premises is in no register
    )


@dataclass(frozen=True, slots=True)
class MadeReport:
    """The answer. `link_token` is the secret of the link, shown once ("" when the report was there before)."""

    report_id: UUID
    reference: str
    link_token: str
    verdict: VerdictWord
    accepted: bool
    sentence: Sentence
    is_new: bool = True


def make_report(session: Session, new: NewReport, now: datetime) -> MadeReport:
    """Keep a report and answer it. The same (source, external_id) again changes nothing and is answered alike.

    Raises Problem `report.stream_unknown`, `premises.not_found` or `report.time_wrong`.
    """
    _check(session, new, now)
    there = _find_there(session, new)
    if there is not None:
        return _answer_again(session, there)
    rounds = list_rounds_serving(session, new.uprn, new.stream) if new.uprn is not None else []
    lock_rounds(session, rounds or [f"of {new.uprn} {new.stream}"])
    fact = _fact(new, now)
    token = new_link_token()
    reference = _add(session, fact, new, token)
    if reference is None:
        there = _find_there(session, new)
        if there is not None:  # the same report was being sent twice at once
            return _answer_again(session, there)
        raise RuntimeError("no free reference was found")
    book = get_rule_book(session)
    _add_contact(session, fact.id, new.contact, local_date(now + CONTACT_KEPT, book.days))
    stored = _found_by_hint(session, book, fact, new.round_hint)
    given = _judge_with_neighbours(session, book, stored, now)
    return _made(session, book, StoredReport(fact, reference=reference), given, token)


def _check(session: Session, new: NewReport, now: datetime) -> None:
    if new.stream not in {stream.code for stream in list_streams(session)}:
        raise Problem("report.stream_unknown", stream=new.stream)
    if new.uprn is not None and find_listed(session, new.uprn) is None:
        raise Problem("premises.not_found")
    if new.made_at > now:
        raise Problem("report.time_wrong")


def _find_there(session: Session, new: NewReport) -> StoredReport | None:
    if new.source is None or new.external_id is None:
        return None
    return find_by_external_id(session, new.source, new.external_id)


def _fact(new: NewReport, now: datetime) -> Report:
    return Report(
        id=new_id(now),
        uprn=new.uprn,
        stream=new.stream,
        made_at=new.made_at,
        received_at=now,
        made_by=new.made_by,
        container=new.container,
    )


def _add(session: Session, fact: Report, new: NewReport, token: str) -> str | None:
    """Keep the report under a fresh reference; None when another system's id is taken."""
    for _ in range(TRIES):
        reference = new_reference()
        to_add = ReportToAdd(
            fact=fact,
            reference=reference,
            link_hash=hash_of_token(token),
            channel=new.channel,
            address_given=new.address_given,
            account=None if new.account is None else str(new.account),
            note=new.note,
            source=new.source,
            external_id=new.external_id,
            lat=new.lat,
            lon=new.lon,
        )
        if add_report(session, to_add):
            return reference
        if _find_there(session, new) is not None:
            return None
    return None


def hash_of_token(token: str) -> str:
    """What is kept of a secret link's token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def _add_contact(
    session: Session, report_id: str, contact: Contact | None, delete_after: date
) -> None:
    if contact is None:
        return
    values = {
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "language": contact.language,
    }
    add_contact(session, report_id, values, delete_after)


def _found_by_hint(
    session: Session, book: RuleBook, fact: Report, round_hint: str | None
) -> StoredReport:
    """Where no premises is known, the round that was found by other means, and its last collection."""
    rounds = find_rounds(session, [round_hint]) if round_hint is not None else {}
    if fact.uprn is not None or not rounds:
        return StoredReport(fact)
    last = local_date(fact.made_at, book.days)
    first = last - LOOK_BACK
    moves = moves_known(list_moves_between(session, first, last), fact.received_at)
    (a_round,) = rounds.values()
    found = collections_between(a_round, moves, first, last)
    return StoredReport(fact, a_round.id, found[-1].on if found else None)


def _judge_with_neighbours(
    session: Session, book: RuleBook, stored: StoredReport, now: datetime
) -> Finding:
    """Judge it, and then what it bears on: enough reports of one street put the record in doubt."""
    fact = stored.fact
    known = gather_known(session, book, [fact])
    (judged,) = judge_with(session, book, known, [stored], now)
    collection, usrn = judged.verdict.collection, judged.verdict.usrn
    if collection is not None and usrn is not None:
        place = TouchedPlace(collection.round_id, collection.on, usrn)
        others = [r for r in list_reports_at(session, [place]) if r.fact.id != fact.id]
        judge_with(session, book, known, others, now)
    return judged.verdict.headline


def _answer_again(session: Session, stored: StoredReport) -> MadeReport:
    """The answer in force to a report that was made before; its link's secret is not told again."""
    given = find_in_force(session, [stored.fact.id])[stored.fact.id]
    return _made(session, get_rule_book(session), stored, given.headline, "")


def _made(
    session: Session, book: RuleBook, stored: StoredReport, headline: Finding, token: str
) -> MadeReport:
    report_id = stored.fact.id
    due = [r.due_at for r in list_returns_of(session, [report_id]) if r.is_open]
    return MadeReport(
        report_id=UUID(report_id),
        reference=stored.reference,
        link_token=token,
        verdict=headline.word,
        accepted=headline.accepted,
        sentence=sentence_of(headline, Reader.RESIDENT, book.reasons, min(due, default=None)),
        is_new=bool(token),
    )
