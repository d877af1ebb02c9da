"""Advisory locks that end with the transaction."""

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session


def try_lock(session: Session, name: str) -> bool:
    """Take the lock of that name until the transaction ends. False: another transaction holds it."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    taken = session.execute(text("select pg_try_advisory_xact_lock(:number)"), {"number": number})
    return bool(taken.scalar_one())
