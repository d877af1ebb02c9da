"""What a run says, read as the simulated server reads it: before or after its upgrade."""

from collections.abc import Sequence
from dataclasses import replace

from sync.exchange import SentOp
from sync.judging import ReadOp, read_op
from sync.ops import Op, ShiftEnded, Visit
from tests.sync.sim.ground import NEWER_KIND, TRAP
from tests.sync.sim.tables import Handover


def read_at(sent: SentOp, upgraded: bool) -> ReadOp:
    """Read an operation as the server does, before or after its upgrade."""
    if upgraded and sent.fault is None:
        raw = sent.raw
        if raw.get("kind") == NEWER_KIND:
            raw = {**raw, "kind": "visit"}
        if raw.get("v") != 1:
            raw = {**raw, "v": 1}
        return replace(read_op(replace(sent, raw=raw)), sent=sent)
    return read_op(sent)


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
