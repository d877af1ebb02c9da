"""Keeps what was imported, and lets one import run at a time."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.imports import ImportOutcome
from server.db.tables import ImportRunRow

IMPORT_LOCK = 7101  # any number that no other advisory lock of ours has
REFUSALS_KEPT = 500


def hold_imports(session: Session) -> None:
    """Wait for an import that is running; released with the transaction."""
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": IMPORT_LOCK})


def add_import_run(
    session: Session, outcome: ImportOutcome, source: str, sha256: str, now: datetime
) -> None:
    """Keep one run. Of many refusals the first REFUSALS_KEPT are kept."""
    rows = [[r.row, r.code, r.words] for r in outcome.refused[:REFUSALS_KEPT]]
    session.add(
        ImportRunRow(
            kind=outcome.kind,
            source=source,
            sha256=sha256,
            finished_at=now,
            counts={
                "read": outcome.read,
                "added": outcome.added,
                "changed": outcome.changed,
                "unchanged": outcome.unchanged,
                "refused": len(outcome.refused),
                **outcome.also,
            },
            refusals={"rows": rows, "cut": len(outcome.refused) > REFUSALS_KEPT},
        )
    )
    session.flush()
