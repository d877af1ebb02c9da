"""How a report stands now, and what its reader can do: a sentence for every case, so that nobody is left waiting."""

from dataclasses import dataclass
from datetime import datetime

from server.core.sentences import Sentence
from server.core.verdict_words import MEANING, VerdictWord, Work


@dataclass(frozen=True, slots=True)
class Standing:
    """How a report stands. `outcome`: of the last return that was answered; `return_due_at`: of one that waits."""

    word: VerdictWord
    accepted: bool
    is_withdrawn: bool
    outcome: str | None
    return_due_at: datetime | None
    now: datetime
    may_dispute: bool
    may_escalate: bool
    decided: str | None = None  # by a manager: waiting, upheld or rejected
    is_closed_by_hand: bool = False  # a manager closed the incident that it hangs on

    @property
    def may_withdraw(self) -> bool:
        """Can it still be withdrawn: open, and not gone back to?"""
        is_open = MEANING[self.word].status == "open" or self.accepted
        return is_open and not self.is_withdrawn and self.outcome != "returned"


def next_step(standing: Standing) -> Sentence:
    """What the reader can do now."""
    return _over(standing) or _decided(standing) or _waiting(standing)


def _over(standing: Standing) -> Sentence | None:
    if standing.is_withdrawn:
        return Sentence("This report was withdrawn. If something is still missed, make a new one.")
    if standing.outcome == "returned":
        return Sentence("The squad has been back. If the bin is still full, make a new report.")
    return None


def _decided(standing: Standing) -> Sentence | None:
    """Where no return waits: before a manager, closed by one, or gone back to without success. Else, is it late?"""
    no_return = standing.return_due_at is None
    if standing.decided == "waiting" and no_return:
        return Sentence("A manager is looking at both sides. The answer will stand on this page.")
    if standing.is_closed_by_hand and no_return:
        return Sentence(
            "A manager has closed this; the reason is given below. "
            "If the bin is still full, call the council and give your reference."
        )
    if standing.outcome == "return_failed" and no_return:
        return Sentence(
            "The squad came back and could not collect. Call the council, or make a new report."
        )
    if standing.may_escalate:
        return Sentence("The return is late. You can now ask for it to be taken further.")
    return None


def _waiting(standing: Standing) -> Sentence:
    due_at = standing.return_due_at
    if due_at is not None and due_at <= standing.now:
        return Sentence("The return is overdue. Call the council, or leave the bin out for now.")
    if due_at is not None:
        return Sentence(
            "Leave the bin out. The squad comes back by %(return_due_at)s.",
            {"return_due_at": due_at},
        )
    return _without_return(standing)


def _without_return(standing: Standing) -> Sentence:
    if standing.decided == "rejected":
        return Sentence(
            "A manager looked at both sides and the record stands; the reason is given below. "
            "If you still disagree, you can make a complaint to the council."
        )
    if standing.may_dispute:
        return Sentence("If this is wrong, tell us below what happened: a manager will look at it.")
    if MEANING[standing.word].work in (Work.WATCH, Work.HOLD):
        return Sentence(
            "You need not do anything now. Leave the bin out; this page is kept up to date."
        )
    if standing.accepted:
        return Sentence("You need not do anything now. This page is kept up to date.")
    return Sentence("If you think this is wrong, call the council and give your reference.")
