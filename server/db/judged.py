"""Reads reports of another system with what we answered: first, and in the end."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from server.db.tables import ReportRow, VerdictRow


@dataclass(frozen=True, slots=True)
class Judged:
    """A report by its number in the other system: where it was put, the first and the newest verdict."""

    external_id: str | None
    stream: str
    uprn: str | None
    round_id: str | None
    on: date | None
    first: str
    first_accepted: bool
    last: str


def list_judged(session: Session, source: str) -> list[Judged]:
    """All reports of a system that have a verdict, by their number there."""
    span = (
        select(
            VerdictRow.report,
            func.min(VerdictRow.id).label("first"),
            func.max(VerdictRow.id).label("last"),
        )
        .group_by(VerdictRow.report)
        .subquery()
    )
    first, last = aliased(VerdictRow), aliased(VerdictRow)
    rows = session.execute(
        select(
            ReportRow.external_id,
            ReportRow.stream,
            ReportRow.uprn,
            ReportRow.round_id,
            ReportRow.on,
            first.verdict,
            first.accepted,
            last.verdict,
        )
        .join(span, span.c.report == ReportRow.id)
        .join(first, first.id == span.c.first)
        .join(last, last.id == span.c.last)
        .where(ReportRow.source == source)
        .order_by(ReportRow.external_id)
    )
    return [Judged(*row) for row in rows]


def count_reports(session: Session, source: str) -> int:
    """How many reports of a system there are, judged or not."""
    wanted = select(func.count()).select_from(ReportRow).where(ReportRow.source == source)
    return session.scalar(wanted) or 0
