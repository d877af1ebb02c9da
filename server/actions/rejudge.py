"""Judge reports again where new facts bear on them: in the same transaction, with one gather for all."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.core.facts import TouchedPlace


def rejudge_places(session: Session, touched: frozenset[TouchedPlace], now: datetime) -> int:
    """Judge every report of these places again; gives how many headlines changed."""
    raise NotImplementedError


def rejudge_due(session: Session, now: datetime) -> int:
    """Judge the reports whose verdict a deadline changes by itself; gives how many headlines changed."""
    raise NotImplementedError
