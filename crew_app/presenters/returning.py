"""The words about a return: why, until when, how far, and what became of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from crew_app.presenters.language import _, ngettext
from crew_app.presenters.phrases import say_decimal, say_reason
from crew_app.store.returns import GivenAnswer
from sync.ops import ReturnAnswered
from sync.pack import PackReturn
from sync.words import Reason, ReturnOutcome

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 24 * 3_600_000
SOON_MS = 2 * HOUR_MS
FRESH_MS = 5 * MINUTE_MS
_KM = 1_000


@dataclass(frozen=True, slots=True)
class Sign:
    """How a return stands at a glance: an icon, a look and a word, each enough by itself."""

    icon: str = "again"
    look: str = "plain"
    word: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a return. op_id: of the answer, where this phone gave it; state: where that is.

    by_op: the squad's operation that gave it, on whichever phone: what takes it back names that.
    """

    outcome: ReturnOutcome
    reason: Reason | None
    at_ms: int
    op_id: str = ""
    state: str = "acked"
    by_op: str = ""

    def is_fresh(self, now_ms: int) -> bool:
        """Was it given on this phone just now? Then it is taken back without a word."""
        return bool(self.op_id) and abs(now_ms - self.at_ms) < FRESH_MS


def find_answer(asked: PackReturn, given: Mapping[str, GivenAnswer]) -> Answer | None:
    """The answer the server knows, else the one given on this phone; None while the return is to be made."""
    mine = given.get(asked.return_id)
    op_id, state = ("", "acked") if mine is None else (mine.op.id, mine.state)
    if asked.answered_ms is not None and asked.outcome is not None:
        if asked.answered_by not in (None, op_id):  # another phone's counts
            op_id, state = "", "acked"
        by_op = asked.answered_by or op_id
        return Answer(asked.outcome, asked.answer_reason, asked.answered_ms, op_id, state, by_op)
    if mine is None or not isinstance(mine.op.data, ReturnAnswered):
        return None
    said = mine.op.data
    return Answer(said.outcome, said.reason, mine.op.time.est_ms, op_id, state, op_id)


def sign_due(due_ms: int, now_ms: int) -> Sign:
    """How pressing one is that is still to be made."""
    left_ms = due_ms - now_ms
    if left_ms < 0:
        return Sign("warning", "missed", _("Overdue"))
    if left_ms < SOON_MS:
        return Sign("waiting", "partly", _("Soon"))
    return Sign("again", "plain", _("To do"))


def sign_answer(outcome: ReturnOutcome) -> Sign:
    """What became of one that was answered."""
    if outcome is ReturnOutcome.RETURNED:
        return Sign("tick", "done", _("Done"))
    return Sign("cross", "missed", _("Not done"))


def say_answer(outcome: ReturnOutcome, reason: Reason | None, labels: Mapping[Reason, str]) -> str:
    """The answer in words."""
    if outcome is ReturnOutcome.RETURNED:
        return _("Went back: collected")
    if reason is None:
        return _("Went back: could not collect")
    return _("Could not collect: %(reason)s") % {"reason": say_reason(reason, labels)}


def say_why(asked: PackReturn, labels: Mapping[Reason, str]) -> str:
    """Why the squad is asked to go back."""
    if asked.why in set(Reason):
        return say_reason(Reason(asked.why), labels)
    return _("Reported as missed")


def say_left(due_ms: int, now_ms: int) -> str:
    """How much time is left, or how long it is over."""
    words = _say_span(abs(due_ms - now_ms))
    if due_ms < now_ms:
        return _("%(time)s overdue") % {"time": words}
    return _("%(time)s left") % {"time": words}


def say_distance(metres: float | None) -> str:
    """How far it is in a straight line; "" where nobody knows."""
    if metres is None:
        return ""
    if metres < _KM:
        return _("%(m)d m away") % {"m": max(10, round(metres, -1))}
    return _("%(km)s km away") % {"km": say_decimal(metres / _KM)}


def _say_span(span_ms: int) -> str:
    if span_ms >= DAY_MS:
        days = span_ms // DAY_MS
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    hours, minutes = span_ms // HOUR_MS, span_ms % HOUR_MS // MINUTE_MS
    if hours:
        return _("%(h)d h %(min)d min") % {"h": hours, "min": minutes}
    return _("%(min)d min") % {"min": minutes}
