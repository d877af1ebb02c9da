"""Every verdict that was ever given, in order, with the report it answers: to be compared with what the facts say."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.facts import Report
from server.core.verdict_words import VerdictWord
from server.db.known import report_fact

PAGE = text("""
select v.id as verdict_id, v.verdict, v.reason, v.accepted, v.duplicate_of::text, v.judged_at, v.policy,
       r.id::text, r.uprn, r.stream, r.container, r.made_at, r.received_at, r.made_by, r.withdrawn_at, r.reference,
       not exists (select 1 from verdict n where n.report = v.report and n.id > v.id) as is_in_force,
       r.judge_again_at
from verdict v join report r on r.id = v.report
where v.id > :after order by v.id limit :most
""")
COUNT = text("select count(*) from verdict")


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A verdict as stored, with its report. `judge_again_at`: when time alone may change the one in force."""

    id: int
    report: Report
    reference: str
    word: VerdictWord
    reason: str | None
    accepted: bool
    duplicate_of: str | None
    judged_at: datetime
    policy_id: int | None
    is_in_force: bool
    judge_again_at: datetime | None

    @property
    def answer(self) -> tuple[str, str | None, bool, str | None]:
        """What was answered, to compare."""
        return str(self.word), self.reason, self.accepted, self.duplicate_of


def count_verdicts(session: Session) -> int:
    """How many verdicts were ever given."""
    found: int = session.execute(COUNT).scalar_one()
    return found


def list_stored_verdicts(session: Session, after: int, most: int) -> list[StoredVerdict]:
    """The next verdicts by number, after one."""
    return [
        StoredVerdict(
            id=row.verdict_id,
            report=report_fact(row),
            reference=row.reference,
            word=VerdictWord(row.verdict),
            reason=row.reason,
            accepted=row.accepted,
            duplicate_of=row.duplicate_of,
            judged_at=row.judged_at,
            policy_id=row.policy,
            is_in_force=row.is_in_force,
            judge_again_at=row.judge_again_at,
        )
        for row in session.execute(PAGE, {"after": after, "most": most})
    ]
