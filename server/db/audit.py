"""The audit of what staff changed. Append-only."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from server.db.tables import AuditRow

_LIST = text("""
select a.verb, a.at, a.details, coalesce(c.name, '') as by from audit a left join account c on c.id = a.account
where a.subject = :subject order by a.id
""")


@dataclass(frozen=True, slots=True)
class Changed:
    """What was written down: `verb`, when, by whom (a name; "" from the command line), and its details."""

    verb: str
    at: datetime
    details: dict[str, Any]
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """What staff changed: `verb` ("account.closed"), `subject` ("account:ID"). `by`: None from the command line."""

    verb: str
    subject: str
    by: UUID | None = None
    details: dict[str, Any] = field(default_factory=dict)


def add_change(session: Session, change: Change, now: datetime) -> None:
    """Write it down."""
    session.execute(
        insert(AuditRow).values(
            account=change.by,
            at=now,
            verb=change.verb,
            subject=change.subject,
            details=change.details,
        )
    )


def list_changes_of(session: Session, subject: str) -> list[Changed]:
    """All that staff changed of a subject ("incident:ID"), oldest first."""
    rows = session.execute(_LIST, {"subject": subject})
    return [Changed(row.verb, row.at, row.details, row.by) for row in rows]
