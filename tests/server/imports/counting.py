"""Counts what an import may change, so that "changes nothing" can be shown."""

from sqlalchemy import text
from sqlalchemy.orm import Session

TABLES = (
    "ward",
    "street",
    "premises",
    "round",
    "round_street",
    "service",
    "stream",
    "bank_holiday",
    "calendar_move",
    "report",
    "import_run",
)


def counts(session: Session) -> dict[str, int]:
    """Rows in each table an import writes."""
    return {
        table: session.execute(text(f"select count(*) from {table}")).scalar_one()  # noqa: S608 - names above
        for table in TABLES
    }
