"""Advisory locks that end with the transaction."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.direct import ask

TAKE = text("""
select count(pg_advisory_xact_lock(n)) from (select unnest(cast(:numbers as bigint[])) as n order by 1) t
""")


def try_lock(session: Session, name: str) -> bool:
    """Take the lock of that name until the transaction ends. False: another transaction holds it."""
    number = _number(name)
    taken = session.execute(text("select pg_try_advisory_xact_lock(:number)"), {"number": number})
    return bool(taken.scalar_one())


def take_locks(session: Session, names: Iterable[str]) -> None:
    """Take the locks of these names until the transaction ends, always in one order; waits for each."""
    numbers = numbers_of(names)
    if numbers:
        ask(session, TAKE, {"numbers": numbers})


def numbers_of(names: Iterable[str]) -> list[int]:
    """The locks of these names as the database knows them, in the order in which they are taken."""
    return sorted({_number(name) for name in names})


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
