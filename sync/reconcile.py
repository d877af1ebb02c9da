"""Whether the server still holds what it once confirmed: the comparison of haves and digests after every answer. Pure.

Finds a server restored from a backup, and a device database that was copied, rolled back or cloned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.device_log import DeviceLog, Requeue
from sync.exchange import Prefix


@dataclass(frozen=True, slots=True)
class Findings:
    """What the comparison found. `needs_new_inc`: the current incarnation is disputed, or older operations come back.

    Those must not be numbered after what was recorded later: the server takes seq for the order of capture.
    """

    disputed: tuple[str, ...] = ()
    requeued: tuple[Requeue, ...] = ()
    needs_new_inc: bool = False


def plan_reconciliation(log: DeviceLog, haves: Sequence[Prefix]) -> Findings:
    """Compare every incarnation that both sides know.

    May be asked before or after the results of the answer are applied: at or below `have` nothing is looked at.
    """
    disputed: list[str] = []
    requeued: list[Requeue] = []
    ours = set(log.incarnations())
    for inc, have, digest in haves:
        if inc not in ours:
            continue
        if log.digest_at(inc, have) != digest:
            # somebody else wrote in our name, or our database was rolled back: `have` may even lie beyond our log
            disputed.append(inc)
        elif log.settled_through(inc) > have:
            requeued.append(Requeue(inc, have))  # the server lost them: restored from a backup
    current = log.current_inc()
    comes_back = any(requeue.inc != current for requeue in requeued)
    return Findings(tuple(disputed), tuple(requeued), bool(disputed) or comes_back)
