"""Returns and what devices were told of them. Whoever changes a return need not think of devices: it is found here.

`told` says what the feed said last: null, open or done; again: what it said was taken back since. Rows that another
transaction changes just now are left to it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.db.direct import ask
from sync.pack import PackReturn
from sync.words import Reason, ReturnOutcome

RETURN_COLUMNS = """
r.id::text, r.usrn, r.uprn, coalesce(p.address, s.name) as address, r.reason, r.due_at, r.round_id, r.on_date,
i.reason as why, r.outcome, r.answered_at, r.answered_by::text
"""
RETURN_PLACE = """
join street s on s.usrn = r.usrn left join premises p on p.uprn = r.uprn left join incident i on i.id = r.incident
"""
# in the words of the index that holds these alone
UNTOLD = """
r.squad is not null and (r.told is null or r.told = 'again'
                         or (r.told = 'open' and (r.answered_at is not null or r.cancelled_at is not null)))
"""
# scalar subqueries: one look in the index for each, whatever the planner believes of tables that grow
TELL = text(f"""
with due as (
  select r.id, r.told from "return" r where {UNTOLD} order by r.id limit :most for update skip locked
), told as (
  update "return" r set told = case when r.answered_at is null and r.cancelled_at is null then 'open' else 'done' end
  from due where r.id = due.id returning r.*, due.told is not distinct from 'again' as is_again
)
select {RETURN_COLUMNS}, r.squad, r.cancelled_at, r.is_again, rd.squad as serves,
       (select squad from op where id = r.answered_by) as answering,
       c.squad as holds, coalesce(c.held_by, '{{}}') as held_by,
       case when (select n from change where op = r.answered_by) is null then r.answered_by::text end as first_op
from told r {RETURN_PLACE} join round rd on rd.id = r.round_id
left join collection c on c.round_id = r.round_id and c.on_date = r.on_date
order by r.id
""")  # noqa: S608 - constants
TOO_OLD = text(f"""
update "return" r set told = 'done' where {UNTOLD} and coalesce(r.answered_at, r.cancelled_at) < :before
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class ReturnTold:
    """A return that devices are told of. asked: whose it is; concerned: all the squads that had to do with it.

    is_again: they were told of an answer that was taken back. first_op: the operation that answered it, if one did and
    no change carries it yet.
    """

    body: PackReturn
    asked: str
    concerned: frozenset[str]
    is_cancelled: bool
    is_again: bool
    first_op: str | None


def take_untold_returns(session: Session, most: int) -> list[ReturnTold]:
    """Returns that were made, answered or cancelled since devices were told last; they count as told from here on."""
    return [_told(row) for row in ask(session, TELL, {"most": most})]


def pass_over_old_returns(session: Session, before: datetime) -> None:
    """Nobody is told any more of what was over before that: of history that was brought in, say."""
    session.execute(TOO_OLD, {"before": before})


def return_of(row: Row[Any]) -> PackReturn:
    """A return as devices get it."""
    answered = row.answered_at is not None
    return PackReturn(
        return_id=row.id,
        usrn=row.usrn,
        address=row.address,
        why=row.why or (None if answered else row.reason) or "missed",
        due_ms=_ms(row.due_at),
        round_id=row.round_id,
        on=row.on_date,
        uprn=row.uprn,
        reason=None if row.why is None else Reason(row.why),
        outcome=None if row.outcome is None else ReturnOutcome(row.outcome),
        answered_ms=_ms(row.answered_at) if answered else None,
        answer_reason=Reason(row.reason) if answered and row.reason else None,
        answered_by=row.answered_by,
    )


def _told(row: Row[Any]) -> ReturnTold:
    concerned = {row.squad, row.serves, row.holds, row.answering, *row.held_by}
    return ReturnTold(
        body=return_of(row),
        asked=row.squad,
        concerned=frozenset(squad for squad in concerned if squad),
        is_cancelled=row.cancelled_at is not None and row.answered_at is None,
        is_again=row.is_again,
        first_op=row.first_op,
    )


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
