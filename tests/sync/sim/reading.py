"""What a run says, read as the simulated server reads it: before or after its upgrade."""

from collections.abc import Sequence

from server.actions.swift_ops import read_swiftly
from sync.exchange import SentOp
from sync.judging import ReadOp
from sync.ops import Op, ShiftEnded, Visit
from tests.sync.sim.ground import NEWER_KIND, TRAP
from tests.sync.sim.tables import Handover

READ_AS_IT_IS = frozenset((kind, 1) for kind in ("visit", "retraction", "shift_ended"))


def read_at(sent: SentOp, upgraded: bool) -> ReadOp:
    """Read an operation as the server does, before or after its upgrade."""
    raw = sent.raw
    if not upgraded or sent.fault is not None or (raw.get("kind"), raw.get("v")) in READ_AS_IT_IS:
        return read_swiftly(sent)
    kind = "visit" if raw.get("kind") == NEWER_KIND else raw.get("kind")
    known = sent._replace(raw={**raw, "kind": kind, "v": 1})
    return read_swiftly(known)._replace(sent=sent)


def is_trap(op: Op) -> bool:
    """Whether applying it raises, before the upgrade."""
    return isinstance(op.data, Visit) and op.data.note == TRAP


def handovers_in(ops: Sequence[Op]) -> dict[str, Handover]:
    """The collections that are handed over in a run, by operation."""
    return {
        op.id: Handover(
            (op.data.round_id, op.data.on), op.time.est_ms, op.squad, op.data.handed_over_to
        )
        for op in ops
        if isinstance(op.data, ShiftEnded) and op.data.handed_over_to is not None
    }
