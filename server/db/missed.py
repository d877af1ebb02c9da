"""Missed streets as members and managers read them: one row an incident, with its reason, time and return."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.shown import HERE


@dataclass(frozen=True, slots=True)
class MissedAsked:
    """Which missed streets: collections of these days (both included), in a ward or (None) everywhere."""

    first_on: date
    last_on: date
    ward: str | None = None


@dataclass(frozen=True, slots=True)
class MissedStreet:
    """A street, or an entry of it, that was not collected or only in part."""

    on: date
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
    reports: int  # how many reports hang on it
    return_due_at: datetime | None
    return_answered_at: datetime | None
    return_outcome: str | None  # returned | return_failed
    return_reason: str | None  # label, when it failed


_MISSED = text(f"""
with {HERE}
select i.on_date as "on", i.usrn, s.name as street, s.locality, e.name as entry,
       st.name as stream, st.bin_name, st.colour, r.name as round_name, sq.name as squad,
       i.cause, re.label as reason, v.noted_at, i.opened_at, i.closed_at, i.closed_because,
       (select count(distinct x.report) from verdict x where x.incident = i.id) as reports,
       b.due_at as return_due_at, b.answered_at as return_answered_at, b.outcome as return_outcome,
       br.label as return_reason
from incident i
join here on here.usrn = i.usrn
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
where i.on_date between :first_on and :last_on and i.merged_into is null
order by i.on_date desc, s.name, e.name, st.position, i.opened_at
""")  # noqa: S608 - put together from constants only


def list_missed(session: Session, asked: MissedAsked) -> list[MissedStreet]:
    """Newest day first, then by street."""
    rows = session.execute(
        _MISSED, {"first_on": asked.first_on, "last_on": asked.last_on, "ward": asked.ward}
    )
    return [MissedStreet(**row) for row in rows.mappings()]
