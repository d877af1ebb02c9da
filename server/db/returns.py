"""Returns as kept: one for an incident, or one for a report. No verdict takes away one that was asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.db.direct import ask

ADD = text("""
insert into "return" (id, incident, report, round_id, on_date, usrn, uprn, squad, made_at, due_at)
select t.id, t.incident, t.report, t.round_id, t.on_date, t.usrn, t.uprn, t.squad, :now, t.due_at
from unnest(cast(:ids as uuid[]), cast(:incidents as uuid[]), cast(:reports as uuid[]), cast(:rounds as text[]),
            cast(:days as date[]), cast(:usrns as text[]), cast(:uprns as text[]), cast(:squads as text[]),
            cast(:dues as timestamptz[]))
  as t(id, incident, report, round_id, on_date, usrn, uprn, squad, due_at)
where not exists (select 1 from "return" b where b.cancelled_at is null and b.incident = t.incident)
  and not exists (
    select 1 from "return" b where b.cancelled_at is null and t.incident is null and b.report = t.report)
order by t.id
""")
# after one that failed, or where a manager decided: only a return still to be made stands against another
ADD_AGAIN = text(
    ADD.text.replace("b.cancelled_at is null", "b.cancelled_at is null and b.answered_at is null")
)
FULFIL = text("""
with done as (
  update "return" set answered_at = greatest(t.at, made_at), outcome = 'returned', answer_received_at = :now
  from unnest(cast(:incidents as uuid[]), cast(:ats as timestamptz[])) as t(incident, at)
  where "return".incident = t.incident and answered_at is null and cancelled_at is null
  returning "return".id, "return".answered_at
)
insert into return_answer (return_id, outcome, at, received_at)
select id, 'returned', answered_at, :now from done order by id
""")
CANCEL_OF_INCIDENTS = text("""
update "return" set cancelled_at = :now
where incident = any(cast(:incidents as uuid[])) and answered_at is null and cancelled_at is null
""")
CANCEL_OF_REPORT = text("""
update "return" set cancelled_at = :now where report = cast(:report as uuid) and answered_at is null
  and cancelled_at is null
""")
ANSWER = text("""
with done as (
  update "return" set answered_at = :now, answer_received_at = :now, outcome = :outcome
  where id = cast(:id as uuid) and answered_at is null and cancelled_at is null
  returning id, round_id, on_date, usrn
), kept as (
  insert into return_answer (return_id, outcome, at, received_at)
  select id, cast(:outcome as text), cast(:now as timestamptz), cast(:now as timestamptz) from done
)
select round_id, on_date, usrn from done
""")
OF_REPORTS = text("""
select b.id::text, a.report::text as for_report, b.incident::text, b.made_at, b.due_at, b.answered_at, b.outcome,
       b.reason, b.cancelled_at
from (select unnest(cast(:reports as uuid[])) as report) a
join "return" b on b.report = a.report or b.incident in (
  select v.incident from verdict v where v.report = a.report and v.incident is not null
  union all
  select t.id from verdict v join incident i on i.id = v.incident
  join incident t on t.id = i.merged_into and t.round_id = i.round_id and t.on_date = i.on_date
  where v.report = a.report)
order by b.made_at, b.id
""")
OF_INCIDENTS = text("""
select b.id::text, null as for_report, b.incident::text, b.made_at, b.due_at, b.answered_at, b.outcome, b.reason,
       b.cancelled_at
from "return" b where b.incident = any(cast(:incidents as uuid[])) order by b.made_at, b.id
""")


@dataclass(frozen=True, slots=True)
class NewReturn:
    """Going back: for an incident, or for one report."""

    id: str
    round_id: str
    on: date
    usrn: str
    due_at: datetime
    incident_id: str | None = None
    report_id: str | None = None
    uprn: str | None = None
    squad: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnKept:
    """A return as kept. `report_id`: the report it was looked up for."""

    id: str
    report_id: str | None
    incident_id: str | None
    made_at: datetime
    due_at: datetime
    answered_at: datetime | None
    outcome: str | None
    reason: str | None
    cancelled_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Still to be made."""
        return self.answered_at is None and self.cancelled_at is None


def add_returns(session: Session, new: Sequence[NewReturn], now: datetime) -> None:
    """Ask for returns; where one was asked for already, it stands."""
    if new:
        ask(session, ADD, _values(new, now))


def add_returns_again(session: Session, new: Sequence[NewReturn], now: datetime) -> None:
    """Ask for returns although there were some before; one that is still to be made stands."""
    if new:
        session.execute(ADD_AGAIN, _values(new, now))


def _values(new: Sequence[NewReturn], now: datetime) -> dict[str, object]:
    return {
        "now": now,
        "ids": [r.id for r in new],
        "incidents": [r.incident_id for r in new],
        "reports": [r.report_id for r in new],
        "rounds": [r.round_id for r in new],
        "days": [r.on for r in new],
        "usrns": [r.usrn for r in new],
        "uprns": [r.uprn for r in new],
        "squads": [r.squad for r in new],
        "dues": [r.due_at for r in new],
    }


def fulfil_returns(session: Session, done: Sequence[tuple[str, datetime]], now: datetime) -> None:
    """The squad completed the street of an incident: its return was made. done: incident, and when."""
    if not done:
        return
    incidents, ats = (list(column) for column in zip(*done, strict=True))
    ask(session, FULFIL, {"incidents": incidents, "ats": ats, "now": now})


def answer_return(
    session: Session, return_id: str, outcome: str, now: datetime
) -> tuple[str, date, str] | None:
    """Note what became of a return that no device answered; gives its round, day and street. None: none waits."""
    values = {"id": return_id, "outcome": outcome, "now": now}
    row = session.execute(ANSWER, values).one_or_none()
    return None if row is None else (row.round_id, row.on_date, row.usrn)


def cancel_returns_of_incidents(
    session: Session, incidents: Collection[str], now: datetime
) -> None:
    """There is nothing to go back for: what caused the incidents was corrected."""
    if incidents:
        ask(session, CANCEL_OF_INCIDENTS, {"incidents": list(incidents), "now": now})


def cancel_return_of_report(session: Session, report_id: str, now: datetime) -> None:
    """The report was withdrawn."""
    session.execute(CANCEL_OF_REPORT, {"report": report_id, "now": now})


def list_returns_of(session: Session, reports: Collection[str]) -> list[ReturnKept]:
    """The returns for these reports and for the incidents they hang on, oldest first."""
    if not reports:
        return []
    return [_kept(row) for row in session.execute(OF_REPORTS, {"reports": list(reports)})]


def list_returns_of_incidents(session: Session, incidents: Collection[str]) -> list[ReturnKept]:
    """The returns for these incidents, oldest first."""
    if not incidents:
        return []
    return [_kept(row) for row in ask(session, OF_INCIDENTS, {"incidents": list(incidents)})]


def _kept(row: Row[Any]) -> ReturnKept:
    return ReturnKept(
        id=row.id,
        report_id=row.for_report,
        incident_id=row.incident,
        made_at=row.made_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        outcome=row.outcome,
        reason=row.reason,
        cancelled_at=row.cancelled_at,
    )
