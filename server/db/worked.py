"""Which devices worked which collections: who is waited for must not hang on which streets are asked for."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.calendar import local_date
from server.core.facts import Worked
from server.db.rule_book import RuleBook

LOOK_BACK = 7  # days, while no policy is in force
LATER_DAY = timedelta(days=7)  # the second of two days on which a collection may be
WORKED = text("""
select v.round_id, v.on_date, v.device::text, min(v.received_at) as received_at
from visit v where v.round_id = any(:rounds) and v.on_date between :first and :last group by 1, 2, 3
""")


def list_worked(
    session: Session, rounds: Collection[str], made: tuple[datetime, datetime], book: RuleBook
) -> tuple[Worked, ...]:
    """The devices of the collections that contacts from one moment to another can be about."""
    if not rounds:
        return ()
    look_back = max((p.policy.look_back_days for p in book.policies), default=LOOK_BACK)
    first = local_date(made[0], book.days) - timedelta(days=look_back)
    last = local_date(made[1], book.days) + LATER_DAY
    rows = session.execute(WORKED, {"rounds": list(rounds), "first": first, "last": last})
    return tuple(Worked(row.round_id, row.on_date, row.device, row.received_at) for row in rows)
