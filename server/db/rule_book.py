"""What every judgement reads and no report changes: working days, reasons with their flags, policies by version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.facts import CouncilDays, ReasonBook
from server.db.calendar import get_council_days
from server.db.policies import PolicyVersion, list_policies_in_force, list_reasons, policy_at


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


def get_rule_book(session: Session) -> RuleBook:
    """The council's rules."""
    return RuleBook(
        get_council_days(session), list_reasons(session), list_policies_in_force(session)
    )
