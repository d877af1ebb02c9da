"""A manager's decision about an operation that is held back, as a transaction under way: see `replay_quarantined`.

Again as it is, again with a repaired body, or dismissed. Its device is told by the feed and by every pack from then on.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from server.actions.replay_quarantined import text_of_body
from server.db.changes import DraftChange
from sync.canonical import canonical_json, read_json
from sync.exchange import ExchangeHead, ExchangeRequest, OpResult, SentAt, SentOp
from sync.judging import Facts, ReadOp
from sync.ledger import KnownOp
from sync.packs import RESOLVED, encode_resolved
from sync.words import ClockQuality, OpStatus
from tests.sync.sim.ground import NEWER_KIND
from tests.sync.sim.tables import OpRow
from tests.sync.sim.taking import MAY_RUN, Bench, CannotApplyError, Key, Taking


class Deed(StrEnum):
    """What a manager may do about it."""

    REPLAYED = "replayed"
    REPAIRED = "repaired"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of it; result None: somebody else had decided before. body: the text it was taken with."""

    op_id: str
    deed: Deed
    body: str = ""
    result: OpResult | None = None


Deciding = Generator[Key | None, None, Decided]


def list_held(ops: dict[str, OpRow]) -> list[str]:
    """The operations that are held back."""
    return [i for i, row in ops.items() if row.known.result.status is OpStatus.QUARANTINED]


def is_replayed(reason: str | None) -> bool:
    """Whether an operation was set aside for what the server lacked before its upgrade."""
    return reason is not None and reason.startswith(("could_not", "op.unknown", "op.newer"))


def text_held(row: OpRow) -> str:
    """The operation's text, unpacked where it came as bytes."""
    return text_of_body(row.sent.raw)


def mended(text: str) -> str:
    """The body as a manager repairs it: a kind and a version that are known, and no note."""
    raw: dict[str, Any] = read_json(text)
    data = {name: value for name, value in raw.get("data", {}).items() if name != "note"}
    kind = "visit" if raw.get("kind") == NEWER_KIND else raw.get("kind")
    return canonical_json({**raw, "kind": kind, "v": 1, "data": data})


@dataclass(slots=True)
class Decision(Taking):
    """The transaction of one decision. Takes no other lock before that of the operation itself."""

    deed: Deed = Deed.REPLAYED

    def decide(self, op_id: str) -> Deciding:
        """Decide about an operation, unless somebody did meanwhile."""
        if self.bench.rules.locks_held:
            yield from self._hold(("held", op_id))
        row = self.bench.tables.ops.get(op_id)
        if row is None or row.known.result.status is not OpStatus.QUARANTINED:
            self.let_go()
            return Decided(op_id, self.deed)
        body = text_held(row)
        if self.deed is Deed.REPAIRED:
            body = mended(body)
        result = yield from self._result_of(row, body)
        yield from self._hold(("feed",))
        yield MAY_RUN
        self._settle(row, result)
        self.let_go()
        return Decided(op_id, self.deed, body, self.bench.tables.ops[op_id].known.result)

    def _result_of(self, row: OpRow, body: str) -> Generator[Key | None, None, OpResult]:
        if self.deed is Deed.DISMISSED:
            return OpResult(row.sent.id, OpStatus.REJECTED, reason="dismissed")
        sent = SentOp(row.seq, row.sent.id, read_json(body), row.known.h, text=body)
        if self.bench.rules.locks_held_ground:
            yield from self._lock_ground([sent])
        yield MAY_RUN
        try:
            self._take_batch([sent])
        except CannotApplyError:
            return OpResult(sent.id, OpStatus.QUARANTINED, reason="could_not_be_applied")
        return self.writes.results[sent.id]

    def _facts(self, reads: Sequence[ReadOp]) -> Facts:
        """That the device is out of service, or of another squad, is no doubt any more."""
        facts = Taking._facts(self, reads)
        squads = facts.device_squads | {str(read.sent.raw.get("squad", "")) for read in reads}
        return replace(facts, revoked_ms=None, device_squads=squads)

    def _settle(self, row: OpRow, result: OpResult) -> None:
        tables, writes = self.bench.tables, self.writes
        if result.status is OpStatus.QUARANTINED:
            tables.ops[result.id] = replace(row, known=KnownOp(row.known.h, result))
            return
        if result.id not in writes.rows:
            self._add(row.sent, result, None)
        told = None if self.bench.rules.tells_every_squad else tables.devices[self.device].squad
        writes.drafts.append(DraftChange(told, result.id, RESOLVED, None, encode_resolved(result)))
        base = self._number_first(len(writes.drafts))
        self._write(tables.head if base is None else base)
        tables.decided[result.id] = self.now_ms


def decision_about(bench: Bench, row: OpRow, deed: Deed, now_ms: int) -> Decision:
    """The transaction, not begun. It puts the operation where its device had put it."""
    head = ExchangeHead(1, row.inc, "office", row.seq, 0, SentAt(now_ms, ClockQuality.ANCHORED))
    asked = ExchangeRequest(head, (row.sent,))
    return Decision(bench, row.device, asked, now_ms, deed=deed)
