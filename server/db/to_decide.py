"""What waits for a manager: disputes, records in doubt, escalations, returns that failed or are overdue. Only reads."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

WAITING = text("""
with waiting as (
  select d.report, 'dispute' as about, d.made_at as since, d.words from dispute d
  union all
  select e.report, 'escalation', e.made_at, e.words from escalation e
  union all
  select v.report, 'review', v.judged_at, '' from verdict v
  where v.judged_at >= :since and v.findings->'findings'->0->>'work' = 'review'
    and not exists (select 1 from verdict n where n.report = v.report and n.id > v.id)
)
select w.report::text, w.about, w.since, w.words, r.reference, r.note, r.made_at, r.round_id, r.on_date,
       coalesce(p.address, r.address_given) as address, coalesce(s.name, '') as street, st.name as stream
from waiting w join report r on r.id = w.report
left join premises p on p.uprn = r.uprn left join street s on s.usrn = r.usrn join stream st on st.code = r.stream
where r.withdrawn_at is null
  and not exists (select 1 from decision d where d.report = w.report and d.about = w.about)
order by w.since, w.report
""")
RETURNS = text("""
select b.id::text, b.round_id, b.on_date, s.name as street, p.address, coalesce(q.name, '') as squad, b.due_at,
       b.answered_at, b.reason, b.incident::text as incident_id, m.reference
from "return" b join street s on s.usrn = b.usrn left join premises p on p.uprn = b.uprn
left join report m on m.id = b.report left join squad q on q.code = b.squad left join incident i on i.id = b.incident
where b.cancelled_at is null and i.closed_at is null and b.made_at >= :since
  and ((b.answered_at is null and b.due_at < :now) or (b.outcome = 'return_failed' and not exists (
    select 1 from "return" n where n.made_at > b.made_at and n.cancelled_at is null
      and (n.incident = b.incident or n.report = b.report))))
order by b.due_at, b.id limit 500
""")
# failed for the first time, and not followed by another
FAILED = text("""
select b.id::text, b.incident::text, b.report::text, b.round_id, b.on_date, b.usrn, b.uprn, b.squad, b.reason
from "return" b left join incident i on i.id = b.incident left join report r on r.id = b.report
where b.outcome = 'return_failed' and b.answered_at >= :since and b.cancelled_at is null
  and i.closed_at is null and r.withdrawn_at is null
  and (cast(:only as text) is null or b.id::text = :only)
  and not exists (
    select 1 from "return" n where n.id <> b.id and n.cancelled_at is null and (cast(:only as text) is null
      or n.answered_at is null) and (n.incident = b.incident or n.report = b.report))
""")


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A report that waits for a manager. `about`: dispute, review or escalation; `words`: the resident's."""

    report_id: str
    about: str
    since: datetime
    words: str
    reference: str
    note: str
    made_at: datetime
    round_id: str | None
    on: date | None
    address: str
    street: str
    stream: str


@dataclass(frozen=True, slots=True)
class LateReturn:
    """A return that is overdue, or failed (`answered_at`) and nothing followed."""

    id: str
    round_id: str
    on: date
    street: str
    address: str | None
    squad: str
    due_at: datetime
    answered_at: datetime | None
    reason: str | None
    incident_id: str | None  # what it was asked for by: an incident,
    reference: str | None  # or a report

    @property
    def place(self) -> str:
        """The address, else the street."""
        return self.address or self.street


@dataclass(frozen=True, slots=True)
class FailedReturn:
    """A return that failed, with all that another needs."""

    id: str
    incident_id: str | None
    report_id: str | None
    round_id: str
    on: date
    usrn: str
    uprn: str | None
    squad: str | None
    reason: str | None


def list_to_decide(session: Session, since: datetime) -> list[ToDecide]:
    """Reports that wait for a manager, the longest first; reviews not older than `since`."""
    return [
        ToDecide(
            report_id=row.report,
            about=row.about,
            since=row.since,
            words=row.words,
            reference=row.reference,
            note=row.note,
            made_at=row.made_at,
            round_id=row.round_id,
            on=row.on_date,
            address=row.address,
            street=row.street,
            stream=row.stream,
        )
        for row in session.execute(WAITING, {"since": since})
    ]


def list_late_returns(session: Session, now: datetime, since: datetime) -> list[LateReturn]:
    """Returns that are overdue, or failed without another; asked for after `since`."""
    rows = session.execute(RETURNS, {"now": now, "since": since})
    return [LateReturn(*row) for row in rows]


def list_failed_once(session: Session, since: datetime) -> list[FailedReturn]:
    """Returns that failed after `since`, the only one of their report or incident."""
    return [FailedReturn(*row) for row in session.execute(FAILED, {"since": since, "only": None})]


def find_failed(session: Session, return_id: str, since: datetime) -> FailedReturn | None:
    """A return that failed and that no open one follows."""
    row = session.execute(FAILED, {"since": since, "only": return_id}).one_or_none()
    return None if row is None else FailedReturn(*row)
