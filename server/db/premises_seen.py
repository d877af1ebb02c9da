"""A premises as its reader sees it: address, street, shared bins, and the streams it is on."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

ONE = text("""
select p.uprn, p.address, p.postcode, p.usrn, coalesce(s.name, '') as street, b.name as bin_store
from premises p left join street s on s.usrn = p.usrn left join bin_store b on b.id = p.bin_store_id
where p.uprn = :uprn
""")
STREAMS = text("""
select distinct s.code, s.name, s.bin_name, s.colour, s.position
from service v join stream s on s.code = v.stream
where v.uprn = :uprn and v.from_on <= :today and (v.until_on is null or v.until_on > :today)
order by s.position, s.code
""")
OPEN_REPORTS = text("""
select distinct r.stream
from report r join premises p on p.uprn = :uprn
join lateral (select x.accepted from verdict x where x.report = r.id order by x.id desc limit 1) v on true
where (r.uprn = :uprn or (p.bin_store_id is not null and r.bin_store_id = p.bin_store_id))
  and r.withdrawn_at is null and v.accepted and r.made_at > :since
  and not exists (
    select 1 from "return" b where b.outcome = 'returned' and (b.report = r.id or b.incident in (
      select y.incident from verdict y where y.report = r.id and y.incident is not null)))
""")
REPORTS = text("""
select r.reference, r.made_at, r.withdrawn_at, st.name as stream, v.verdict,
       r.uprn is distinct from p.uprn as is_neighbours
from premises p join report r on r.uprn = p.uprn or (p.bin_store_id is not null and r.bin_store_id = p.bin_store_id)
join stream st on st.code = r.stream
join lateral (select x.verdict from verdict x where x.report = r.id order by x.id desc limit 1) v on true
where p.uprn = :uprn and r.made_at > :since order by r.made_at desc, r.reference limit :most
""")


@dataclass(frozen=True, slots=True)
class ReportSeen:
    """A report of a premises, or of another one at its bin store, with the verdict in force."""

    reference: str
    made_at: datetime
    withdrawn_at: datetime | None
    stream: str
    verdict: str
    is_neighbours: bool


@dataclass(frozen=True, slots=True)
class PremisesSeen:
    """The premises as shown."""

    uprn: str
    address: str
    postcode: str
    usrn: str | None
    street: str
    bin_store: str | None


@dataclass(frozen=True, slots=True)
class StreamSeen:
    """A stream a premises is on, with the council's name and bin colour."""

    code: str
    name: str
    bin_name: str
    colour: str


def find_premises_seen(session: Session, uprn: str) -> PremisesSeen | None:
    """The premises with that number."""
    row = session.execute(ONE, {"uprn": uprn}).one_or_none()
    return None if row is None else PremisesSeen(*row)


def list_streams_seen(session: Session, uprn: str, today: date) -> list[StreamSeen]:
    """The streams of a premises, in the council's order."""
    rows = session.execute(STREAMS, {"uprn": uprn, "today": today})
    return [StreamSeen(row.code, row.name, row.bin_name, row.colour) for row in rows]


def list_streams_reported(session: Session, uprn: str, since: date) -> set[str]:
    """The streams with an accepted report, not gone back to yet, of this premises or its bin store."""
    return set(session.execute(OPEN_REPORTS, {"uprn": uprn, "since": since}).scalars())


def list_reports_seen(
    session: Session, uprn: str, since: datetime, most: int = 20
) -> list[ReportSeen]:
    """The reports of a premises and of its bin store since then, newest first."""
    rows = session.execute(REPORTS, {"uprn": uprn, "since": since, "most": most})
    return [ReportSeen(**row) for row in rows.mappings()]
