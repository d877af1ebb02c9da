"""The verdict in force of every report, by its reference: for the demo's score."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from server.core.verdict_words import VerdictWord
from server.db.tables import ReportRow, VerdictRow


@dataclass(frozen=True, slots=True)
class Headline:
    """A report's verdict in force. `external_id`: the other system's, where it came from one."""

    reference: str
    external_id: str | None
    made_at: datetime
    verdict: VerdictWord
    reason: str | None


def list_headlines(session: Session) -> list[Headline]:
    """Every report with its newest verdict, by reference."""
    newest = (
        select(VerdictRow.report, VerdictRow.verdict, VerdictRow.reason)
        .ext(distinct_on(VerdictRow.report))
        .order_by(VerdictRow.report, VerdictRow.id.desc())
        .subquery()
    )
    rows = session.execute(
        select(
            ReportRow.reference,
            ReportRow.external_id,
            ReportRow.made_at,
            newest.c.verdict,
            newest.c.reason,
        )
        .join(newest, newest.c.report == ReportRow.id)
        .order_by(ReportRow.reference)
    )
    return [Headline(r[0], r[1], r[2], VerdictWord(r[3]), r[4]) for r in rows]
