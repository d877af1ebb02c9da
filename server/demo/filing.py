"""Files a planned report through the real action, as an agent's desk or another system would."""

from datetime import datetime

from server.actions.judge_report import Contact, MadeReport, NewReport, make_report
from server.core.verdict_words import MadeBy
from server.db.session import Session
from server.demo.planned_reports import PlannedReport

SOURCE = "demo"  # with the report's key: filed twice it is there once


def file_report(session: Session, planned: PlannedReport, at: datetime) -> MadeReport:
    """File it at a time (its own, or later when nobody was there to file it)."""
    by_resident = planned.made_by is MadeBy.RESIDENT
    return make_report(
        session,
        NewReport(
            stream=planned.stream,
            made_at=min(planned.made_at, at),
            uprn=planned.uprn,
            address_given=planned.address_given,
            made_by=planned.made_by,
            channel=planned.channel,
            contact=Contact(email=f"resident.{abs(hash_text(planned.key))}@example.org")
            if by_resident
            else None,
            note=planned.note,
            source=SOURCE,
            external_id=planned.key,
        ),
        at,
    )


def hash_text(text: str) -> int:
    """A small number that is always the same for a text."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text)) % 100_000
