"""What every judgement reads and no report changes: working days, reasons with their flags, policies by version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.facts import CouncilDays, ReasonBook
from server.db.calendar import get_council_days
from server.db.direct import ask
from server.db.policies import PolicyVersion, list_policies_in_force, list_reasons, policy_at

STAMP = text("select cast(stamp as text) as stamp from rule_stamp")
_kept: dict[str, "RuleBook"] = {}


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Read once in a transaction, given to everything that judges in it."""

    days: CouncilDays
    reasons: ReasonBook
    policies: list[PolicyVersion]

    def policy_at(self, made_at: datetime) -> PolicyVersion:
        """The policy in force at a moment."""
        return policy_at(self.policies, made_at)

    def policy_known(self, made_at: datetime, as_known: datetime) -> PolicyVersion:
        """The policy that was taken to be in force at a moment, as known later: without those written since."""
        written = [p for p in self.policies if p.created_at is None or p.created_at <= as_known]
        return policy_at(written, made_at)


def read_rule_book(session: Session) -> RuleBook:
    """The council's rules as they can be read now, whatever is kept."""
    return RuleBook(
        get_council_days(session), list_reasons(session), list_policies_in_force(session)
    )


def get_rule_book(session: Session, stamp: str | None = None) -> RuleBook:
    """The council's rules: read once and kept until the database's stamp says that they are others now.

    A trigger gives every change of them a new random stamp, in its own transaction: one that is rolled back, another
    database and another history have other stamps. Who reads a stamp just before a change and the rules just after it
    keeps newer rules under an older stamp, which nobody will see again. stamp: of whoever has just looked at it.
    """
    seen = ask(session, STAMP)[0].stamp if stamp is None else stamp
    book = _kept.get(seen)
    if book is None:
        book = read_rule_book(session)
        _kept.clear()
        _kept[seen] = book
    return book
