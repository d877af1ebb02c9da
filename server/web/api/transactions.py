"""Runs a piece of work in a transaction, again when it only failed against another one's."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from server.db.ops import OpsRacedError
from server.db.retries import is_mendable
from server.db.session import transaction

T = TypeVar("T")
TRIES = 4


def in_transaction(work: Callable[[Session], T]) -> T:
    """What the work gives, once it is committed."""
    for _ in range(TRIES - 1):
        try:
            return _once(work)
        except Exception as error:
            if not (isinstance(error, OpsRacedError) or is_mendable(error)):
                raise
    return _once(work)


def _once(work: Callable[[Session], T]) -> T:
    with transaction() as session:
        return work(session)
