"""What counts at a place when several statements stand there: a register with candidates. Pure; order never decides.

A statement replaces those its device had seen; statements that did not see each other stand side by side. Shown is the
highest by (not collected > partly > completed, corrected time, id): going back twice beats never.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sync.words import Outcome

RANK = {
    Outcome.NOT_COLLECTED: 3,
    Outcome.PARTLY_COMPLETED: 2,
    Outcome.COMPLETED: 1,
    Outcome.COLLECTED: 1,
}


class Stated(Protocol):
    """A visit at one place, as far as the register needs it. saw: ids of all statements its device had seen."""

    @property
    def id(self) -> str:
        """The operation's id."""

    @property
    def outcome(self) -> Outcome:
        """What was stated."""

    @property
    def est_ms(self) -> int:
        """When, corrected."""

    @property
    def saw(self) -> frozenset[str]:
        """What it replaces."""

    @property
    def is_retracted(self) -> bool:
        """Whether it was taken back."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and nothing else."""

    id: str
    outcome: Outcome
    est_ms: int
    saw: frozenset[str] = frozenset()
    is_retracted: bool = False


class Shown(NamedTuple):
    """What counts: the winner, None when nothing stands, and whether candidates contradict each other."""

    winner: str | None
    is_contested: bool = False


def decide_shown(statements: Iterable[Stated]) -> Shown:
    """What counts at a place. The same for any order of the statements, and for any of them given twice.

    A retracted statement is as if it had not been made: what it replaced stands again.
    """
    standing = {s.id: s for s in statements if not s.is_retracted}
    replaced = {seen for s in standing.values() for seen in s.saw if seen != s.id}
    candidates = [s for s in standing.values() if s.id not in replaced]
    if not candidates:
        return Shown(None)
    winner = max(candidates, key=lambda s: (RANK[s.outcome], s.est_ms, s.id))
    return Shown(winner.id, len({s.outcome for s in candidates}) > 1)
