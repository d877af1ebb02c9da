"""The database's session and the one way to open a transaction. Who calls `transaction` is the edge: web, cli, jobs."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

__all__ = ["Session", "db", "transaction"]  # who may only name the type takes it from here

# create_savepoint only matters when tests bind the session to a connection whose transaction they roll back
db = SQLAlchemy(
    session_options={"join_transaction_mode": "create_savepoint", "expire_on_commit": False}
)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a session, commit at the end, roll back when anything raises. Needs an application context."""
    session = db.session()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
