"""Incidents as kept: one open at a time for a street or entry and collection."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.core.finding import IncidentKey
from server.core.incidents import IncidentKept, Place
from server.core.verdict_words import IncidentCause
from server.db.direct import ask
from sync.ids import is_uuid
from sync.words import Reason

COLUMNS = """
i.id::text, i.round_id, i.on_date, i.usrn, i.entry_id, i.cause, i.reason, i.opened_at, i.closed_at, i.closed_because,
i.reopened_at, i.merged_into::text, t.closed_at as other_closed_at,
i.closed_at is null and exists (
  select from "return" b where b.incident = i.id and b.outcome = 'returned'
    and b.made_at >= coalesce(i.reopened_at, b.made_at)) as is_returned
"""
AT = text(f"""
select {COLUMNS} from incident i left join incident t on t.id = i.merged_into
where (i.round_id, i.on_date) in (
  select * from unnest(cast(:rounds as text[]), cast(:days as date[])))
  and (cast(:usrns as text[]) is null or i.usrn = any(cast(:usrns as text[])))
order by i.opened_at, i.id
""")  # noqa: S608 - constants
OPEN = text("""
insert into incident (id, round_id, on_date, usrn, entry_id, cause, reason, opened_at)
select t.id, t.round_id, t.on_date, t.usrn, t.entry_id, t.cause, t.reason, :now
from unnest(cast(:ids as uuid[]), cast(:rounds as text[]), cast(:days as date[]), cast(:usrns as text[]),
            cast(:entries as text[]), cast(:causes as text[]), cast(:reasons as text[]))
  as t(id, round_id, on_date, usrn, entry_id, cause, reason)
order by t.round_id, t.on_date, t.usrn, t.entry_id
on conflict do nothing
returning id::text
""")
CHANGE = text("""
update incident set cause = t.cause, reason = t.reason
from unnest(cast(:ids as uuid[]), cast(:causes as text[]), cast(:reasons as text[])) as t(id, cause, reason)
where incident.id = t.id
""")
CLOSE = text("""
update incident set closed_at = :now, closed_because = t.because
from unnest(cast(:ids as uuid[]), cast(:whys as text[])) as t(id, because)
where incident.id = t.id and incident.closed_at is null
""")
BY_ID = text(f"""
select {COLUMNS} from incident i left join incident t on t.id = i.merged_into
where i.id = any(cast(:ids as uuid[])) order by i.opened_at, i.id
""")  # noqa: S608 - constants
DECIDE = text("""
update incident set closed_at = :now, closed_because = :because, decided_why = :why, merged_into = cast(:into as uuid)
where id = any(cast(:ids as uuid[])) and closed_at is null
""")
REOPEN = text("""
update incident set closed_at = null, closed_because = null, merged_into = null, reopened_at = :now, decided_why = :why
where id = cast(:id as uuid)
""")
HANGING = text("""
select v.report::text as report, v.id
from (select distinct w.report from verdict w where w.incident = any(cast(:ids as uuid[]))) c
join report r on r.id = c.report and r.withdrawn_at is null
join lateral (select x.report, x.id, x.incident from verdict x where x.report = c.report order by x.id desc limit 1) v
  on v.incident = any(cast(:ids as uuid[]))
""")
CollectionKey = tuple[str, date]


def list_incidents_of(
    session: Session, collections: Collection[CollectionKey], usrns: Collection[str] | None = None
) -> list[IncidentKept]:
    """Every incident of these collections, open and closed, oldest first; with `usrns` those at these streets."""
    if not collections:
        return []
    values = {**_spread(collections), "usrns": None if usrns is None else list(usrns)}
    return [_kept(row) for row in ask(session, AT, values)]


def open_incidents(
    session: Session, new: Sequence[tuple[str, IncidentKey]], now: datetime
) -> list[IncidentKept]:
    """Open incidents, each with its id; gives those opened. One that is open at the place already stands."""
    if not new:
        return []
    values = {
        "now": now,
        "ids": [new_id for new_id, _ in new],
        "rounds": [key.round_id for _, key in new],
        "days": [key.on for _, key in new],
        "usrns": [key.usrn for _, key in new],
        "entries": [key.entry_id for _, key in new],
        "causes": [str(key.cause) for _, key in new],
        "reasons": [_text(key.reason) for _, key in new],
    }
    opened = {row.id for row in ask(session, OPEN, values)}
    return [IncidentKept(new_id, key, now) for new_id, key in new if new_id in opened]


def change_incidents(session: Session, changes: Sequence[tuple[str, IncidentKey]]) -> None:
    """Tell anew why incidents are open."""
    if not changes:
        return
    values = {
        "ids": [incident for incident, _ in changes],
        "causes": [str(key.cause) for _, key in changes],
        "reasons": [_text(key.reason) for _, key in changes],
    }
    ask(session, CHANGE, values)


def close_incidents(session: Session, closing: Sequence[tuple[str, str]], now: datetime) -> None:
    """Close incidents, each with why."""
    if not closing:
        return
    ids, whys = (list(column) for column in zip(*closing, strict=True))
    ask(session, CLOSE, {"ids": ids, "whys": whys, "now": now})


def list_incidents(session: Session, ids: Collection[str]) -> list[IncidentKept]:
    """These incidents, those that are there, oldest first."""
    known = [one for one in ids if is_uuid(one)]
    return [_kept(row) for row in session.execute(BY_ID, {"ids": known})] if known else []


def close_by_hand(
    session: Session, ids: Sequence[str], why: str, now: datetime, into: str | None = None
) -> None:
    """Close incidents because a manager says so; with `into`: they are part of that one."""
    because = "decided" if into is None else "merged"
    values = {"ids": list(ids), "because": because, "why": why, "into": into, "now": now}
    session.execute(DECIDE, values)


def reopen_by_hand(session: Session, incident_id: str, why: str, now: datetime) -> None:
    """Open an incident again, out of whatever it was merged into."""
    session.execute(REOPEN, {"id": incident_id, "why": why, "now": now})


def list_hanging(session: Session, ids: Collection[str]) -> dict[str, int]:
    """The reports whose answer in force hangs on these incidents, with the number of that answer."""
    rows = session.execute(HANGING, {"ids": list(ids)})
    return {row.report: row.id for row in rows}


def latest_by_place(kept: Iterable[IncidentKept]) -> dict[Place, IncidentKept]:
    """Of the incidents at a place the open one, else the last. Give them oldest first."""
    found: dict[Place, IncidentKept] = {}
    for incident in kept:
        before = found.get(incident.key.place)
        if before is None or before.closed_at is not None:
            found[incident.key.place] = incident
    return found


def _spread(collections: Iterable[CollectionKey]) -> dict[str, list[Any]]:
    pairs = sorted(collections)
    return {"rounds": [r for r, _ in pairs], "days": [on for _, on in pairs]}


def _text(reason: Reason | None) -> str | None:
    return None if reason is None else str(reason)


def _kept(row: Row[Any]) -> IncidentKept:
    key = IncidentKey(
        round_id=row.round_id,
        on=row.on_date,
        usrn=row.usrn,
        entry_id=row.entry_id,
        cause=IncidentCause(row.cause),
        reason=None if row.reason is None else Reason(row.reason),
    )
    return IncidentKept(
        id=row.id,
        key=key,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closed_because=row.closed_because,
        reopened_at=row.reopened_at,
        merged_into=row.merged_into,
        other_closed_at=row.other_closed_at,
        is_returned=row.is_returned,
    )
