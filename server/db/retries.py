"""Which failures of a transaction a second try may mend: serialisation failures, deadlocks, a statement let go of."""

from sqlalchemy.exc import DBAPIError, OperationalError

MENDABLE = (
    "40001",
    "40P01",
    "26000",
)  # serialization_failure, deadlock_detected, invalid_sql_statement_name


def is_mendable(error: Exception) -> bool:
    """Whether the same transaction may succeed when it is run again."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in MENDABLE


def is_of_the_line(error: Exception) -> bool:
    """Whether the database is out of reach, and so no fault of what was to be written."""
    if not isinstance(error, OperationalError):
        return False
    sqlstate = getattr(error.orig, "sqlstate", None)
    return sqlstate is None or sqlstate.startswith(("08", "53", "57"))
