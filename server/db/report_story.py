"""What a reader of a report is shown beside its verdicts: the address, the street, the stream."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

SHOWN = text("""
select coalesce(p.address, r.address_given) as address, coalesce(s.name, '') as street, st.name as stream_name,
       st.bin_name
from report r left join premises p on p.uprn = r.uprn left join street s on s.usrn = r.usrn
join stream st on st.code = r.stream
where r.id = cast(:report as uuid)
""")


BY_HAND = text("""
select i.closed_at, i.closed_because, i.reopened_at, i.decided_why from verdict v join incident i on i.id = v.incident
where v.report = cast(:report as uuid) and i.decided_why is not null order by v.id desc limit 1
""")


@dataclass(frozen=True, slots=True)
class DecidedByHand:
    """What a manager decided about the incident a report hangs on: closed it, or opened it again; in their words."""

    at: datetime
    is_closed: bool
    why: str


@dataclass(frozen=True, slots=True)
class ReportShown:
    """The words around a report."""

    address: str
    street: str
    stream_name: str
    bin_name: str


def get_report_shown(session: Session, report_id: str) -> ReportShown:
    """The words around a report; there is one."""
    return ReportShown(*session.execute(SHOWN, {"report": report_id}).one())


def find_decided_by_hand(session: Session, report_id: str) -> DecidedByHand | None:
    """The last that a manager decided about the incident of a report; not that it became part of another."""
    row = session.execute(BY_HAND, {"report": report_id}).one_or_none()
    if row is None or row.closed_because == "merged":
        return None
    if row.closed_because == "decided":
        return DecidedByHand(row.closed_at, is_closed=True, why=row.decided_why)
    if row.reopened_at is None:
        return None
    return DecidedByHand(row.reopened_at, is_closed=False, why=row.decided_why)
