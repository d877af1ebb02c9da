"""Reports by when they were made, page by page: to try other rules on them. Only reads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.facts import Report
from server.db.known import report_fact

PAGE = text("""
select r.id::text, r.reference, r.uprn, r.stream, r.container, r.made_at, r.received_at, r.made_by, r.withdrawn_at,
       coalesce(p.address, r.address_given) as address
from report r left join premises p on p.uprn = r.uprn
where (r.made_at, r.id) > (:made_at, cast(:id as uuid)) and r.received_at <= :until and r.withdrawn_at is null
  and (:one_in = 1 or (hashtext(cast(r.id as text)) & 2147483647) % :one_in = 0)
order by r.made_at, r.id limit :most
""")
COUNT = text("""
select count(*) from report where made_at >= :since and received_at <= :until and withdrawn_at is null
""")
FIRST_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class ReportMade:
    """A report with what it is called and where it is."""

    fact: Report
    reference: str
    address: str


def count_reports_made(session: Session, since: datetime, until: datetime) -> int:
    """How many standing reports there are of a span."""
    found: int = session.execute(COUNT, {"since": since, "until": until}).scalar_one()
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """Which reports: received by `until`; one in so many of them, spread evenly and always the same ones."""

    until: datetime
    one_in: int = 1


def list_reports_made(
    session: Session, after: tuple[datetime, str], span: Span, most: int
) -> list[ReportMade]:
    """The next standing reports by when they were made. after: moment and id; (since, FIRST_ID) to begin with."""
    values = {"made_at": after[0], "id": after[1], "most": most}
    values |= {"until": span.until, "one_in": span.one_in}
    rows = session.execute(PAGE, values)
    return [ReportMade(report_fact(row), row.reference, row.address) for row in rows]
