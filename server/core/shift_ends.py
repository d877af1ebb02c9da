"""How a collection stood at every moment, from all that squads said of its end: closed, handed over, by whom. Pure.

What holds now is kept with the collection; this is its history, so that the past is judged as it was known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from server.core.facts import ALWAYS, Shift
from sync.words import Reason


@dataclass(frozen=True, slots=True)
class ShiftEnd:
    """A squad's statement that its shift on a collection is over. `handed_over_to`: to which squad it went on."""

    id: str
    squad: str
    at: datetime
    received_at: datetime
    reason: Reason | None = None
    handed_over_to: str | None = None


def states_of(begun: Shift, ends: Sequence[ShiftEnd]) -> tuple[Shift, ...]:
    """The states of a collection, oldest first, each with from and until when it was known.

    `begun`: the collection without any end, with the squad that has it now.
    """
    if not ends:
        return (begun,)
    handed = sorted((e for e in ends if e.handed_over_to is not None), key=lambda e: (e.at, e.id))
    first_squad = handed[0].squad if handed else begun.squad
    moments = [ALWAYS, *sorted({end.received_at for end in ends}), None]
    return tuple(
        _state(begun, first_squad, [e for e in ends if e.received_at <= since], (since, until))
        for since, until in pairwise(moments)
        if since is not None
    )


def _state(
    begun: Shift,
    first_squad: str | None,
    ends: Sequence[ShiftEnd],
    span: tuple[datetime, datetime | None],
) -> Shift:
    """What holds from these ends. Whoever handed it over does not close it any more; the squad that holds it does."""
    handed = [end for end in ends if end.handed_over_to is not None]
    passed = max(handed, key=lambda end: (end.at, end.id), default=None)
    squad = first_squad if passed is None else passed.handed_over_to
    closing = [
        end for end in ends if end.handed_over_to is None and _may_close(end, passed, handed)
    ]
    closed = max(closing, key=lambda end: (end.at, end.id), default=None)
    return Shift(
        round_id=begun.round_id,
        on=begun.on,
        squad=squad,
        ended_at=None if closed is None else closed.at,
        end_received_at=None if closed is None else closed.received_at,
        end_reason=None if closed is None else closed.reason,
        known_from=span[0],
        known_until=span[1],
    )


def _may_close(end: ShiftEnd, passed: ShiftEnd | None, handed: Sequence[ShiftEnd]) -> bool:
    if passed is not None and end.squad != passed.handed_over_to:
        return False
    return not any(one.squad == end.squad and one.at > end.at for one in handed)
