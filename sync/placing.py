"""Puts new statements beside those that stand at their places: what each had seen, and which are superseded. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sync.ops import Op, Visit
from sync.register import Shown, decide_shown
from sync.words import Outcome, Reason


class Standing(NamedTuple):
    """A statement at a place, whoever made it. n: the change it made, None until it is numbered."""

    id: str
    inc: str
    seq: int
    ent: str
    n: int | None
    squad: str
    device: str
    outcome: Outcome
    reason: Reason | None
    est_ms: int
    saw: frozenset[str] = frozenset()
    is_retracted: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """What new statements are put beside. epoch: of the feed, in which `seen.n` counts. inc, device: of the sender."""

    epoch: str
    inc: str
    device: str
    retracted: frozenset[str] = frozenset()  # ids that accepted retractions take back


@dataclass(frozen=True, slots=True)
class Placed:
    """saw: by new id, all statements it replaces. superseded: by new id, the one that won over it.

    standing: by place, the old and the new ones; what is shown of it is `shown_at`.
    """

    saw: dict[str, frozenset[str]]
    superseded: dict[str, str]
    standing: dict[str, dict[str, Standing]]


def place_statements(ops: Sequence[Op], kept: Iterable[Standing], stage: Stage) -> Placed:
    """Put the visits of a batch, in their order, beside the statements kept at their streets."""
    standing: dict[str, dict[str, Standing]] = {}
    for one in kept:
        taken_back = one.id in stage.retracted and not one.is_retracted
        here = standing.setdefault(one.ent, {})
        here[one.id] = one._replace(is_retracted=True) if taken_back else one
    saw: dict[str, frozenset[str]] = {}
    superseded: dict[str, str] = {}
    for op in ops:
        if not isinstance(op.data, Visit):
            continue
        here = standing.setdefault(op.ent, {})
        new = _standing_of(op, op.data, here, stage)
        here[op.id] = new
        saw[op.id] = new.saw
        winner = shown_at(here).winner
        if op.data.uprn is None and winner not in (None, op.id) and not new.is_retracted:
            superseded[op.id] = str(winner)
    return Placed(saw, superseded, standing)


def shown_at(here: Mapping[str, Standing]) -> Shown:
    """What is shown of a place."""
    if len(here) == 1:  # nearly always
        (one,) = here.values()
        return Shown(None if one.is_retracted else one.id)
    return decide_shown(here.values())


def _standing_of(op: Op, visit: Visit, here: dict[str, Standing], stage: Stage) -> Standing:
    return Standing(
        id=op.id,
        inc=stage.inc,
        seq=op.seq,
        ent=op.ent,
        n=None,
        squad=op.squad,
        device=stage.device,
        outcome=visit.outcome,
        reason=visit.reason,
        est_ms=op.time.est_ms,
        saw=_seen_by(op, visit, here, stage),
        is_retracted=op.id in stage.retracted,
    )


def _seen_by(op: Op, visit: Visit, here: dict[str, Standing], stage: Stage) -> frozenset[str]:
    """Everything at the place that the device had seen, and what those had seen: a chain holds though links go."""
    direct = {named for named in (op.seen.prev, visit.corrects) if named is not None}
    if not here:  # nearly always
        return frozenset(direct)
    through = op.seen.n if op.seen.epoch == stage.epoch and op.seen.n is not None else 0
    for one in here.values():
        is_before = (
            one.inc == stage.inc and one.seq <= op.seq
        )  # a replayed one comes after its time
        if is_before or (one.n is not None and one.n <= through):
            direct.add(one.id)
    inherited = {old for seen in direct if seen in here for old in here[seen].saw}
    return frozenset((direct | inherited) - {op.id})
