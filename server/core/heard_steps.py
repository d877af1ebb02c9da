"""Through when each device of a squad was heard, step by step, looked up by the moment it is asked of. Pure.

A device is heard many times a day; a report is judged as known at one moment: the steps are sorted once.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate

from server.core.facts import Heard


@dataclass(slots=True)
class _Steps:
    """Of one device: when it was heard, and through when by then at the latest."""

    received: list[datetime] = field(default_factory=list)
    through: list[datetime] = field(default_factory=list)
    gone_at: datetime | None = None


class SquadHeard:
    """What was heard of one squad's devices."""

    def __init__(self, heard: Iterable[Heard]) -> None:
        self._of_device = _steps_of(sorted(heard, key=lambda one: (one.received_at, one.device)))
        self._lost = [(one.device, one.lost_at) for one in heard if one.lost_at is not None]

    def through_of_each(self, as_known: datetime) -> dict[str, datetime]:
        """Through when each device was heard, as known; without those never heard or out of service by then."""
        found = {}
        for device, steps in self._of_device.items():
            place = bisect_right(steps.received, as_known)
            is_gone = steps.gone_at is not None and steps.gone_at <= as_known
            if place and not is_gone:
                found[device] = min(steps.through[place - 1], as_known)
        return found

    def lost_by(self, as_known: datetime) -> set[str]:
        """The devices that had been given up for lost."""
        return {device for device, lost_at in self._lost if lost_at <= as_known}


def _steps_of(ordered: list[Heard]) -> Mapping[str, _Steps]:
    found: dict[str, _Steps] = {}
    for one in ordered:
        steps = found.setdefault(one.device, _Steps())
        steps.received.append(one.received_at)
        steps.through.append(one.through)
        steps.gone_at = steps.gone_at or one.gone_at
    for steps in found.values():
        steps.through = list(accumulate(steps.through, max))
    return found
