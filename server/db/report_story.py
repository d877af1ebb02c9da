"""What a reader of a report is shown beside its verdicts: the address, the street, the stream."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

SHOWN = text("""
select coalesce(p.address, r.address_given) as address, coalesce(s.name, '') as street, st.name as stream_name
from report r left join premises p on p.uprn = r.uprn left join street s on s.usrn = r.usrn
join stream st on st.code = r.stream
where r.id = cast(:report as uuid)
""")


@dataclass(frozen=True, slots=True)
class ReportShown:
    """The words around a report."""

    address: str
    street: str
    stream_name: str


def get_report_shown(session: Session, report_id: str) -> ReportShown:
    """The words around a report; there is one."""
    return ReportShown(*session.execute(SHOWN, {"report": report_id}).one())
