"""The audit of what staff changed. Append-only."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.db.tables import AuditRow


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
