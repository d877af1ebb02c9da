"""What a transaction writes, and how it comes into the tables: all at once, at its commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.db.changes import DraftChange
from sync.exchange import Change, OpResult
from sync.ledger import KnownOp
from sync.placing import Standing
from tests.sync.sim.ground import Street
from tests.sync.sim.tables import FeedRow, Handover, OpRow, Tables


@dataclass(slots=True)
class Writes:
    """What a transaction will write."""

    rows: dict[str, OpRow] = field(default_factory=dict)
    places: dict[Street, dict[str, Standing]] = field(default_factory=dict)
    visits: dict[str, Street] = field(default_factory=dict)
    retracting: dict[str, str] = field(default_factory=dict)
    drafts: list[DraftChange] = field(default_factory=list)
    results: dict[str, OpResult] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)


def write(tables: Tables, writes: Writes, base: int, tags: Sequence[str]) -> None:
    """Write it; changes get the numbers above `base`, each with its tag."""
    numbers = _write_feed(tables, writes.drafts, base, tags)
    for op_id, row in writes.rows.items():
        made = writes.results[op_id]
        result = OpResult(made.id, made.status, numbers.get(op_id), made.reason, made.by)
        writes.results[op_id] = result
        before = tables.ops.get(op_id)
        effects = row.effects + (0 if before is None else before.effects)
        known = KnownOp(row.sent.h, result)
        tables.ops[op_id] = OpRow(row.inc, row.seq, row.sent, row.device, known, effects)
        tables.at.setdefault((row.inc, row.seq), op_id)
    tables.visits.update(writes.visits)
    tables.retracting = writes.retracting | tables.retracting
    tables.handovers.update(writes.handovers)
    for street, here in writes.places.items():
        tables.places[street] = {
            op_id: one._replace(n=numbers[op_id]) if op_id in numbers else one
            for op_id, one in here.items()
        }


def _write_feed(
    tables: Tables, drafts: Sequence[DraftChange], base: int, tags: Sequence[str]
) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for n, (draft, tag) in enumerate(zip(drafts, tags, strict=True), base + 1):
        body = draft.body
        if body is not None and draft.kind == "mark":
            body = {**body, "change_n": n}
        change = Change(n, draft.kind, draft.ent, draft.op, body)
        tables.changes[n] = FeedRow(draft.squad, tag, change)
        numbers[draft.op or ""] = n
    return numbers
