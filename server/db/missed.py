"""Missed streets as members and managers read them: one row an incident, with its reason, time and return."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.problems import Problem
from server.db.shown import HERE


@dataclass(frozen=True, slots=True)
class MissedAsked:
    """Which missed streets: collections of these days (both included), in a ward or (None) everywhere."""

    first_on: date
    last_on: date
    ward: str | None = None
    only_open: bool = False


@dataclass(frozen=True, slots=True)
class MissedStreet:
    """A street, or an entry of it, that was not collected or only in part."""

    id: str  # the incident's
    on: date
    round_id: str
    usrn: str
    street: str
    locality: str
    entry: str | None
    stream: str
    bin_name: str
    colour: str
    round_name: str
    squad: str | None
    cause: str  # no_access | not_completed | unfinished | cluster
    reason: str | None  # the council's label for the reason
    noted_at: datetime | None  # when the squad recorded it; None: nobody recorded anything
    opened_at: datetime
    closed_at: datetime | None
    closed_because: str | None
    merged_into: str | None
    reopened_at: datetime | None
    decided_why: str | None  # in a manager's words
    reports: int  # how many reports hang on it
    return_due_at: datetime | None
    return_answered_at: datetime | None
    return_outcome: str | None  # returned | return_failed
    return_reason: str | None  # label, when it failed


_ROW = """
select i.id::text, i.on_date as "on", i.round_id, i.usrn, s.name as street, s.locality, e.name as entry,
       st.name as stream, st.bin_name, st.colour, r.name as round_name, sq.name as squad,
       i.cause, re.label as reason, v.noted_at, i.opened_at, i.closed_at, i.closed_because,
       i.merged_into::text, i.reopened_at, i.decided_why,
       (select count(distinct x.report) from verdict x where x.incident = i.id) as reports,
       b.due_at as return_due_at, b.answered_at as return_answered_at, b.outcome as return_outcome,
       br.label as return_reason
from incident i
join street s on s.usrn = i.usrn
join round r on r.id = i.round_id
join stream st on st.code = r.stream
left join entry e on e.id = i.entry_id
left join reason re on re.code = i.reason
left join collection c on c.round_id = i.round_id and c.on_date = i.on_date
left join squad sq on sq.code = coalesce(c.squad, r.squad)
left join lateral (
  select max(v.noted_at) as noted_at from visit v
  where v.round_id = i.round_id and v.on_date = i.on_date and v.usrn = i.usrn and v.uprn is null
    and v.entry_id is not distinct from i.entry_id and v.retracted_at is null and v.outcome <> 'completed'
) v on true
left join lateral (
  select b.* from "return" b where b.incident = i.id and b.cancelled_at is null order by b.made_at desc limit 1
) b on true
left join reason br on br.code = b.reason
"""
_MISSED = text(f"""
with {HERE} {_ROW} join here on here.usrn = i.usrn
where i.on_date between :first_on and :last_on and i.merged_into is null
  and i.closed_because is distinct from 'corrected' and not (:only_open and i.closed_at is not null)
order by i.on_date desc, s.name, e.name, st.position, i.opened_at
""")
_ONE = text(f"{_ROW} where i.id = cast(:id as uuid)")
_SAME_STREET = text(f"""
{_ROW} where i.usrn = :usrn and i.id <> cast(:id as uuid) and (i.closed_at is null or i.merged_into = cast(:id as uuid))
order by i.on_date desc, i.opened_at, i.id
""")
_HANGING = text("""
select r.reference, r.made_at, r.withdrawn_at, coalesce(p.address, r.address_given) as address, v.verdict
from (select distinct w.report from verdict w where w.incident = cast(:id as uuid)) h
join report r on r.id = h.report left join premises p on p.uprn = r.uprn
join lateral (select x.verdict from verdict x where x.report = r.id order by x.id desc limit 1) v on true
order by r.made_at, r.reference limit :most
""")


@dataclass(frozen=True, slots=True)
class HangingReport:
    """A report that hangs on an incident, or once did, with the verdict in force."""

    reference: str
    made_at: datetime
    withdrawn_at: datetime | None
    address: str
    verdict: str


def list_missed(session: Session, asked: MissedAsked) -> list[MissedStreet]:
    """Newest day first, then by street. Not what a squad recorded by mistake and took back."""
    values = {
        "first_on": asked.first_on,
        "last_on": asked.last_on,
        "ward": asked.ward,
        "only_open": asked.only_open,
    }
    return [MissedStreet(**row) for row in session.execute(_MISSED, values).mappings()]


def get_missed(session: Session, incident_id: str) -> MissedStreet:
    """One incident. Raises Problem incident.unknown."""
    row = session.execute(_ONE, {"id": incident_id}).mappings().one_or_none()
    if row is None:
        raise Problem("incident.unknown")
    return MissedStreet(**row)


def list_at_street(session: Session, one: MissedStreet) -> list[MissedStreet]:
    """The other incidents of its street that are open or became part of it, newest day first."""
    rows = session.execute(_SAME_STREET, {"usrn": one.usrn, "id": one.id})
    return [MissedStreet(**row) for row in rows.mappings()]


def list_hanging_reports(session: Session, incident_id: str, most: int) -> list[HangingReport]:
    """Reports that hang on it, oldest first."""
    rows = session.execute(_HANGING, {"id": incident_id, "most": most})
    return [HangingReport(**row) for row in rows.mappings()]
