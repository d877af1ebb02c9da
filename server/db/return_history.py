"""The whole history of returns for the council's own people: who answered what and when, and what was taken back.

Only reads. What a return shows, and what of it counts, is worked out in `return_answers`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.db.return_answers import NOTED
from server.db.returns import ReturnKept, list_returns_of, list_returns_of_incidents

MOST_DIGITS = 13  # of milliseconds, until the year 2286

RETURNS = text("""
select b.id::text, b.made_at, b.due_at, b.cancelled_at, coalesce(q.name, b.squad) as squad
from "return" b left join squad q on q.code = b.squad
where b.id = any(cast(:returns as uuid[])) order by b.made_at, b.id
""")
# photos: with the answer itself, or added to it later
ANSWERS = text(f"""
select a.id, a.return_id::text, a.outcome, a.reason, a.at, a.received_at,
       coalesce(q.name, o.squad) as squad, d.label as device, u.by, u.verb is not null as is_noted,
       (r.answered_at, r.answered_by, r.outcome) is not distinct from (a.at, a.op, a.outcome) as counts,
       array(select distinct b.sha256 from op p join op_photo x on x.op = p.id
             join blob b on b.sha256 = x.sha256 and b.verified_at is not null
             where p.id = a.op or (p.target = a.op and p.kind = 'photo' and p.status = 'accepted')
             order by b.sha256) as photos,
       a.retracted_at, g.body -> 'time' ->> 'est_ms' as taken_back_ms,
       g.body -> 'data' ->> 'why' as taken_back_why, coalesce(gq.name, g.squad) as taken_back_squad,
       gd.label as taken_back_device, n.by as taken_back_by, n.verb is not null as is_note_gone
from return_answer a join "return" r on r.id = a.return_id
left join op o on o.id = a.op left join squad q on q.code = o.squad
left join incarnation i on i.inc = o.inc left join device d on d.id = i.device
left join op g on g.id = a.retracted_by left join squad gq on gq.code = g.squad
left join incarnation gi on gi.inc = g.inc left join device gd on gd.id = gi.device
left join lateral (
  select t.verb, c.name as by from audit t left join account c on c.id = t.account
  where {NOTED} order by t.id limit 1
) u on true
left join lateral (
  select t.verb, c.name as by from audit t left join account c on c.id = t.account
  where a.op is null and t.at = a.retracted_at and t.subject = 'return:' || a.return_id
    and t.verb = 'return.taken_back' and t.details ->> 'answer' = a.id::text
  order by t.id limit 1
) n on true
where a.return_id = any(cast(:returns as uuid[])) order by a.at, a.received_at, a.id
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How an answer was taken back: when, when we heard of it, on which device, and why if it was said.

    by: a note's, the manager; "" from the command line.
    """

    at: datetime
    received_at: datetime
    squad: str
    device: str
    why: str | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """One answer to a return. Either a squad's (squad, device), or a manager's (by; "" from the command line), or
    nobody's: the street was recorded as done."""

    id: int  # in the return's history
    outcome: str  # returned | return_failed
    reason: str | None
    at: datetime
    received_at: datetime
    squad: str | None
    device: str | None
    by: str | None
    counts: bool  # it is what the return shows
    photos: tuple[str, ...]  # those that are here
    taken_back: TakenBack | None


@dataclass(frozen=True, slots=True)
class ReturnHistory:
    """One return with all its answers, the earliest first."""

    id: str
    made_at: datetime
    due_at: datetime
    cancelled_at: datetime | None
    squad: str | None  # who is asked to go
    answers: tuple[AnswerGiven, ...]

    @property
    def is_open(self) -> bool:
        """Still to be made."""
        return self.cancelled_at is None and not any(one.counts for one in self.answers)


def list_history_of_incident(session: Session, incident: str) -> list[ReturnHistory]:
    """All returns that were ever asked for by an incident, oldest first."""
    return _histories(session, list_returns_of_incidents(session, [incident]))


def list_history_of_report(session: Session, report: str) -> list[ReturnHistory]:
    """The same, of the returns asked for by a report, or by the incidents that it hangs or once hung on."""
    return _histories(session, list_returns_of(session, [report]))


def _histories(session: Session, returns: Sequence[ReturnKept]) -> list[ReturnHistory]:
    asked = {"returns": [one.id for one in returns]}
    answers: dict[str, list[AnswerGiven]] = {one.id: [] for one in returns}
    for row in session.execute(ANSWERS, asked):
        answers[row.return_id].append(_answer(row))
    return [
        ReturnHistory(
            row.id, row.made_at, row.due_at, row.cancelled_at, row.squad, tuple(answers[row.id])
        )
        for row in session.execute(RETURNS, asked)
    ]


def _answer(row: Row[Any]) -> AnswerGiven:
    return AnswerGiven(
        id=row.id,
        outcome=row.outcome,
        reason=row.reason,
        at=row.at,
        received_at=row.received_at,
        squad=row.squad,
        device=row.device,
        by=(row.by or "") if row.is_noted else None,
        counts=row.counts and row.retracted_at is None,
        photos=tuple(row.photos),
        taken_back=_taken_back(row),
    )


def _taken_back(row: Row[Any]) -> TakenBack | None:
    if row.retracted_at is None:
        return None
    return TakenBack(
        at=_said_at(row.taken_back_ms) or row.retracted_at,
        received_at=row.retracted_at,
        squad=row.taken_back_squad or "",
        device=row.taken_back_device or "",
        why=row.taken_back_why,
        by=(row.taken_back_by or "") if row.is_note_gone else None,
    )


def _said_at(ms: str | None) -> datetime | None:
    """When the squad's device says it was. None: of one that was repaired, what came in may say anything."""
    if ms is None or not ms.isdecimal() or len(ms) > MOST_DIGITS:
        return None
    return datetime.fromtimestamp(int(ms) / 1000, UTC)
