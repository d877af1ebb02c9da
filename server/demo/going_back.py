"""How squads go back for what was missed: late in a shift, a few returns at a time. Seeded by the return."""

from datetime import datetime
from random import Random

from server.demo.handset import Handset
from server.demo.shifts import DeviceShift
from sync.ops import ReturnAnswered
from sync.pack import PackReturn
from sync.words import Reason, ReturnOutcome

FROM_PART_OF_SHIFT = 0.6
MOST_AT_ONCE = 3
FAILED = 0.1


def go_back(handset: Handset, shift: DeviceShift, at: datetime) -> tuple[PackReturn, ...]:
    """Answer some of the returns given, if it is late enough in the shift; gives those that succeeded."""
    if not shift.hours.part(FROM_PART_OF_SHIFT) <= at <= shift.hours.end:
        return ()
    made = []
    for one in handset.returns_to_make()[:MOST_AT_ONCE]:
        random = Random(one.return_id)
        if random.random() < FAILED:
            answer = ReturnAnswered(
                one.return_id, ReturnOutcome.RETURN_FAILED, Reason.PARKED_VEHICLES
            )
        else:
            answer = ReturnAnswered(one.return_id, ReturnOutcome.RETURNED)
            made.append(one)
        handset.answer_return(answer, at)
    return tuple(made)
