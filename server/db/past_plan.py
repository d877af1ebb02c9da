"""The plan as it was at a past moment: premises, services, rounds, squads, reasons and bank holidays. Only reads.

What was changed or taken away since is kept in `replaced` by triggers. For as long as the block lasts, temporary views
of the tables' names stand before them, so that whatever is read inside is read as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

KEYS = {
    "premises": "t.uprn",
    "service": "t.id::text",
    "round": "t.id",
    "squad": "t.code",
    "reason": "t.code",
    "bank_holiday": "t.division || ' ' || t.on_date::text",
}
CHANGED = text("select distinct what from replaced where replaced_at > :at order by 1")
MOMENTS = text("select distinct replaced_at from replaced where replaced_at > :after order by 1")
# of several changes since, the first says what it was; a view takes no parameters
SINCE = """
(select distinct on (key) key, was from public.replaced
 where what = '{what}' and replaced_at > timestamptz '{at}' order by key, replaced_at, id)
"""
VIEW = """
create temporary view "{what}" as
select t.* from public."{what}" t where not exists (select from {since} o where o.key = {key})
union all
select (jsonb_populate_record(null::public."{what}", o.was)).* from {since} o
"""


@contextmanager
def plan_as_it_was(session: Session, at: datetime) -> Iterator[None]:
    """Inside, the plan is what it was at a moment."""
    changed = [row.what for row in session.execute(CHANGED, {"at": at})]
    if not changed:
        yield
        return
    path = session.execute(text("select current_setting('search_path')")).scalar_one()
    for what in changed:
        since = SINCE.format(what=what, at=at.isoformat())
        session.execute(text(VIEW.format(what=what, since=since, key=KEYS[what])))
    # said anew, so that statements prepared before are read anew too
    session.execute(text("set local search_path = pg_temp, public"))
    session.expire_all()
    try:
        yield
    finally:
        session.expire_all()
        session.execute(text("select set_config('search_path', :path, true)"), {"path": path})
        for what in changed:
            session.execute(text(f'drop view pg_temp."{what}"'))


def list_moments_of_change(session: Session, after: datetime) -> list[datetime]:
    """When anything of the plan was changed after a moment; between two of them it stood still."""
    return list(session.scalars(MOMENTS, {"after": after}))
