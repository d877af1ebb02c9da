"""Reports as kept: added once, found by reference, by place, by deadline. What was said is never changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.core.facts import Report, TouchedPlace
from server.core.verdict_words import MadeBy
from server.db.direct import ask

COLUMNS = """
r.id::text, r.uprn, r.stream, r.container, r.made_at, r.received_at, r.made_by, r.withdrawn_at, r.round_id, r.on_date,
r.usrn
"""
ADD = text("""
insert into report (id, reference, link_hash, uprn, usrn, bin_store_id, address_given, stream, container, point,
                    made_at, received_at, made_by, channel, account, note, source, external_id)
values (cast(:id as uuid), :reference, :link_hash, :uprn,
        (select usrn from premises where uprn = :uprn), (select bin_store_id from premises where uprn = :uprn),
        :address_given, :stream, :container,
        case when cast(:lat as float8) is not null then st_setsrid(st_makepoint(:lon, :lat), 4326) end,
        :made_at, :received_at, :made_by, :channel, :account, :note, :source, :external_id)
on conflict do nothing
returning id
""")
ADD_CONTACT = text("""
insert into report_contact (report, name, email, phone, language, delete_after)
values (cast(:report as uuid), :name, :email, :phone, :language, :delete_after)
""")
BY_EXTERNAL = text(f"""
select {COLUMNS}, r.reference from report r where source = :source and external_id = :external_id
""")  # noqa: S608 - constants
BY_REFERENCE = text(f"""
select {COLUMNS}, r.reference, r.link_hash from report r where reference = :reference
""")  # noqa: S608 - constants
AT_PLACES = text(f"""
select {COLUMNS} from report r
where r.withdrawn_at is null and r.round_id = any(:rounds) and exists (
  select 1 from unnest(cast(:rounds as text[]), cast(:days as date[]), cast(:usrns as text[]))
    as t(round_id, on_date, usrn)
  where t.round_id = r.round_id and (t.usrn is null or t.usrn = r.usrn)
    and (t.on_date = r.on_date or r.on_date in (
      select (select max(d) from unnest(m.to_on) d) from calendar_move m
      where m.action = 'either_of' and t.on_date = any(m.to_on))))
""")  # noqa: S608 - constants
DUE = text(f"""
select {COLUMNS} from report r where r.judge_again_at <= :now and r.withdrawn_at is null
order by r.judge_again_at limit :most
""")  # noqa: S608 - constants
MADE_BETWEEN = text(f"""
select {COLUMNS} from report r
where r.withdrawn_at is null and r.made_at between :first_at and :last_at and r.id > cast(:after as uuid)
  and (cast(:streams as text[]) is null or r.stream = any(:streams))
order by r.id limit :most
""")  # noqa: S608 - constants
NOTE_FOUND = text("""
update report set round_id = t.round_id, on_date = t.on_date, judge_again_at = t.again
from unnest(cast(:ids as uuid[]), cast(:rounds as text[]), cast(:days as date[]), cast(:again_ats as timestamptz[]))
  as t(id, round_id, on_date, again)
where report.id = t.id
  and (report.round_id, report.on_date, report.judge_again_at) is distinct from (t.round_id, t.on_date, t.again)
""")
WITHDRAW = text("""
update report set withdrawn_at = :now, judge_again_at = null where id = cast(:id as uuid) and withdrawn_at is null
returning id
""")
ROUNDS_SERVING = text("""
select distinct s.round_id from service s
where s.stream = :stream and s.uprn in (
  select p.uprn from premises p where p.uprn = :uprn
  union select q.uprn from premises p join premises q on q.bin_store_id = p.bin_store_id where p.uprn = :uprn)
""")


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with the collection it was last found to be about."""

    fact: Report
    round_id: str | None = None
    on: date | None = None
    usrn: str | None = None
    reference: str = ""
    link_hash: str = ""


@dataclass(frozen=True, slots=True)
class ReportToAdd:
    """A report to keep, with where it came from. `link_hash`: SHA-256 of the secret link's token."""

    fact: Report
    reference: str
    link_hash: str
    channel: str
    address_given: str = ""
    account: str | None = None
    note: str = ""
    source: str | None = None
    external_id: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What judging found a report to be about, and when time alone may change its verdict."""

    report_id: str
    round_id: str | None
    on: date | None
    judge_again_at: datetime | None


def add_report(session: Session, new: ReportToAdd) -> bool:
    """Keep a report; False when the reference or the other system's id is taken."""
    fact = new.fact
    values = {
        "id": fact.id,
        "reference": new.reference,
        "link_hash": new.link_hash,
        "uprn": fact.uprn,
        "address_given": new.address_given,
        "stream": fact.stream,
        "container": fact.container,
        "lat": new.lat,
        "lon": new.lon,
        "made_at": fact.made_at,
        "received_at": fact.received_at,
        "made_by": str(fact.made_by),
        "channel": new.channel,
        "account": new.account,
        "note": new.note,
        "source": new.source,
        "external_id": new.external_id,
    }
    return session.execute(ADD, values).scalar() is not None


def add_contact(
    session: Session, report_id: str, contact: dict[str, str], delete_after: date
) -> None:
    """Keep who to answer: name, email, phone, language."""
    session.execute(ADD_CONTACT, {"report": report_id, **contact, "delete_after": delete_after})


def find_by_external_id(session: Session, source: str, external_id: str) -> StoredReport | None:
    """The report another system sent under that id."""
    values = {"source": source, "external_id": external_id}
    row = session.execute(BY_EXTERNAL, values).one_or_none()
    return None if row is None else _stored(row, reference=row.reference)


def find_by_reference(session: Session, reference: str) -> StoredReport | None:
    """The report with that reference."""
    row = session.execute(BY_REFERENCE, {"reference": reference}).one_or_none()
    if row is None:
        return None
    return _stored(row, reference=row.reference, link_hash=row.link_hash)


def list_reports_at(session: Session, places: Collection[TouchedPlace]) -> list[StoredReport]:
    """The standing reports of these places of collections."""
    if not places:
        return []
    values = {
        "rounds": [p.round_id for p in places],
        "days": [p.on for p in places],
        "usrns": [p.usrn for p in places],
    }
    return [_stored(row) for row in ask(session, AT_PLACES, values)]


def list_reports_due(session: Session, now: datetime, most: int) -> list[StoredReport]:
    """The standing reports whose verdict time alone may have changed, the longest due first."""
    return [_stored(row) for row in session.execute(DUE, {"now": now, "most": most})]


def list_reports_between(
    session: Session,
    span: tuple[datetime, datetime],
    streams: Collection[str] | None,
    after: str,
    most: int,
) -> list[StoredReport]:
    """The standing reports made in a span, of some streams (None: of all), by id: so many after an id."""
    wanted = None if streams is None else sorted(streams)
    values = {"first_at": span[0], "last_at": span[1], "streams": wanted}
    rows = session.execute(MADE_BETWEEN, {**values, "after": after, "most": most})
    return [_stored(row) for row in rows]


def list_rounds_serving(session: Session, uprn: str, stream: str) -> list[str]:
    """The rounds that serve a premises, or one that shares its bin store, for a stream."""
    return list(session.execute(ROUNDS_SERVING, {"uprn": uprn, "stream": stream}).scalars())


def note_found(session: Session, found: Sequence[Found]) -> None:
    """Note which collections reports are about, and when they are to be judged again."""
    if not found:
        return
    values = {
        "ids": [f.report_id for f in found],
        "rounds": [f.round_id for f in found],
        "days": [f.on for f in found],
        "again_ats": [f.judge_again_at for f in found],
    }
    session.execute(NOTE_FOUND, values)


def withdraw(session: Session, report_id: str, now: datetime) -> bool:
    """Note that a report was withdrawn; False when it had been."""
    return session.execute(WITHDRAW, {"id": report_id, "now": now}).scalar() is not None


def _stored(row: Row[Any], reference: str = "", link_hash: str = "") -> StoredReport:
    fact = Report(
        id=row.id,
        uprn=row.uprn,
        stream=row.stream,
        made_at=row.made_at,
        received_at=row.received_at,
        made_by=MadeBy(row.made_by),
        container=row.container,
        withdrawn_at=row.withdrawn_at,
    )
    return StoredReport(fact, row.round_id, row.on_date, row.usrn, reference, link_hash)
