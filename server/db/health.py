"""Does the database answer?"""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from server.db.session import db


def is_reachable() -> bool:
    """True when a trivial query is answered."""
    try:
        return bool(db.session.execute(text("select 1")).scalar_one())
    except OperationalError:
        db.session.rollback()
        return False
