"""Answers to returns as they came: each is kept, also when it is taken back. What a return shows is worked out of them.

Of several that stand the latest by its own time counts, however they arrived. Whoever writes here holds the lock under
which reports of the return's round are judged.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.direct import ask
from server.db.visits import Street
from sync.ops import Op, ReturnAnswered

ADD = text("""
insert into return_answer (return_id, op, outcome, reason, at, received_at, retracted_at, retracted_by)
select t.id, t.op, t.outcome, t.reason, to_timestamp(t.est_ms / 1000.0), :now, t.retracted_at, t.retracted_by
from unnest(cast(:ids as uuid[]), cast(:ops as uuid[]), cast(:outcomes as text[]), cast(:reasons as text[]),
            cast(:ests as bigint[]), cast(:gone as timestamptz[]), cast(:bys as uuid[]))
  as t(id, op, outcome, reason, est_ms, retracted_at, retracted_by)
order by t.op
""")
RETRACT = text("""
update return_answer a set retracted_at = :now, retracted_by = t.by
from unnest(cast(:targets as uuid[]), cast(:bys as uuid[])) as t(target, by)
where a.op = t.target and a.retracted_at is null
returning a.return_id::text
""")
# a manager's note, which the audit (t) tells from a street that was recorded as done
NOTED = """
a.op is null and t.at = a.at and t.subject = 'return:' || a.return_id and t.verb = 'return.' || a.outcome
"""
RETRACT_NOTED = text(f"""
update return_answer a set retracted_at = :now
where a.id = :answer and a.return_id = cast(:id as uuid) and a.retracted_at is null
  and exists (select from audit t where {NOTED})
returning a.id
""")  # noqa: S608 - constants
PLACE = text("""
select r.round_id, r.on_date, r.usrn, r.incident::text from "return" r where r.id = cast(:id as uuid)
""")
# told again where devices were told of an answer that counts no more
SETTLE = text("""
with chosen as (
  select distinct on (a.return_id) a.return_id, a.op, a.outcome, a.reason, a.at, a.received_at from return_answer a
  where a.return_id = any(cast(:ids as uuid[])) and a.retracted_at is null
  order by a.return_id, a.at desc, a.outcome = 'returned' desc, a.op desc nulls last, a.id
)
update "return" r set answered_at = c.at, answered_by = c.op, outcome = c.outcome, reason = c.reason,
       answer_received_at = case when c.op is null then c.received_at end,
       told = case when r.told = 'done' then 'again' else r.told end
from unnest(cast(:ids as uuid[])) as t(id) left join chosen c on c.return_id = t.id
where r.id = t.id and (r.answered_at, r.answered_by, r.outcome) is distinct from (c.at, c.op, c.outcome)
returning r.id::text, r.outcome
""")
# what was closed because somebody went back, where nobody has: unless another is open at the place
REOPEN = text("""
update incident i set closed_at = null, closed_because = null
where i.closed_because = 'returned' and i.id in (
    select r.incident from "return" r where r.id = any(cast(:ids as uuid[])) and r.outcome is distinct from 'returned')
  and not exists (select from "return" b where b.incident = i.id and b.outcome = 'returned')
  and not exists (select from incident o where o.closed_at is null and o.round_id = i.round_id
    and o.on_date = i.on_date and o.usrn = i.usrn and o.entry_id is not distinct from i.entry_id)
""")
# what waits again for nothing, and what waits beside one that was made after all
CANCEL = text("""
update "return" r set cancelled_at = :now
where r.answered_at is null and r.cancelled_at is null and (
  (r.id = any(cast(:ids as uuid[])) and (
    exists (select from incident i where i.id = r.incident and i.closed_at is not null and i.merged_into is null)
    or exists (select from report p where p.id = r.report and p.withdrawn_at is not null)))
  or exists (select from "return" b where b.id = any(cast(:ids as uuid[])) and b.outcome = 'returned'
    and (b.incident = r.incident or b.report = r.report)))
""")
STREETS = text("""
select a.op::text, r.round_id, r.on_date, r.usrn from return_answer a join "return" r on r.id = a.return_id
where a.op = any(cast(:ops as uuid[]))
""")


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """A squad's answer. retracted_at, retracted_by: of a retraction that came before it."""

    op: Op
    data: ReturnAnswered
    retracted_at: datetime | None = None
    retracted_by: str | None = None


def add_answers(session: Session, new: Sequence[NewAnswer], now: datetime) -> None:
    """Keep the answers."""
    values = {
        "now": now,
        "ids": [one.data.return_id for one in new],
        "ops": [one.op.id for one in new],
        "outcomes": [one.data.outcome.value for one in new],
        "reasons": [None if one.data.reason is None else one.data.reason.value for one in new],
        "ests": [one.op.time.est_ms for one in new],
        "gone": [one.retracted_at for one in new],
        "bys": [one.retracted_by for one in new],
    }
    ask(session, ADD, values)


def retract_answers(
    session: Session, retractions: Sequence[tuple[str, str]], now: datetime
) -> set[str]:
    """Take answers back: pairs of (answer, operation that takes it back). Gives the returns of those that stood."""
    targets, bys = zip(*sorted(retractions), strict=True)
    rows = ask(session, RETRACT, {"targets": list(targets), "bys": list(bys), "now": now})
    return {row.return_id for row in rows}


def retract_noted_answer(session: Session, return_id: str, answer: int, now: datetime) -> bool:
    """Take a manager's note back. False: there is none of that number at this return, or none that stands."""
    rows = ask(session, RETRACT_NOTED, {"id": return_id, "answer": answer, "now": now})
    return bool(rows)


def find_street_of_return(session: Session, return_id: str) -> tuple[Street, str | None] | None:
    """The street that a return goes to, and its incident if it has one."""
    rows = ask(session, PLACE, {"id": return_id})
    return (rows[0][:3], rows[0].incident) if rows else None


def settle_returns(session: Session, ids: Collection[str], now: datetime) -> None:
    """Work out what these returns show now, what waits again, and what need not be waited for any more."""
    changed = ask(session, SETTLE, {"ids": sorted(ids)})
    if changed:
        these = {"ids": sorted(row.id for row in changed)}
        ask(session, REOPEN, these)
        ask(session, CANCEL, these | {"now": now})


def list_streets_of_answers(session: Session, ops: Sequence[str]) -> dict[str, Street]:
    """Which street each of these answers is about; nothing of what is no answer."""
    if not ops:
        return {}
    rows = ask(session, STREETS, {"ops": list(ops)})
    return {row.op: (row.round_id, row.on_date, row.usrn) for row in rows}
