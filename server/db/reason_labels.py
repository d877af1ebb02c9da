"""What the council calls each reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db.tables import ReasonRow


def list_reason_labels(session: Session) -> dict[str, str]:
    """Label by reason code."""
    rows = session.execute(select(ReasonRow.code, ReasonRow.label))
    return {row.code: row.label for row in rows}
