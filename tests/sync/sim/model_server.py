"""A server in memory: the product's wire and ledger over dictionaries. One request is one transaction."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from sync.canonical import canonical_json
from sync.client import Answer, Purpose, Request
from sync.cursor import Cursor, Stream, decode_cursor, encode_cursor, find_misfit
from sync.exchange import (
    Change,
    ExchangeReply,
    ExchangeRequest,
    FeedPage,
    OpResult,
    Prefix,
    Refusal,
    SentOp,
    decode_request,
    encode_feed,
    encode_refusal,
    encode_reply,
)
from sync.ledger import KnownOp, LogState, Run, decide_run
from sync.pack import Pack, PackMark
from sync.packs import encode_mark, encode_pack
from sync.words import OpStatus, Outcome

PAGE = 3
POISON = "poison"
SCOPE = "S1:1"


@dataclass(slots=True)
class ModelServer:
    """What it keeps. effects: how often each operation took effect; it must be once."""

    rng: random.Random
    epoch: str = "epoch-1"
    logs: dict[str, LogState] = field(default_factory=dict)
    ops: dict[str, KnownOp] = field(default_factory=dict)
    changes: list[tuple[Change, str]] = field(default_factory=list)
    effects: dict[str, int] = field(default_factory=dict)

    def answer(self, request: Request, now_ms: int) -> Answer:
        """One request, in one transaction."""
        if request.purpose is Purpose.PACK:
            return Answer(200, encode_pack(self._pack(now_ms)))
        if request.purpose is Purpose.CHANGES:
            page = self._page(request.path.split("cursor=")[1])
            if page.bootstrap is not None:
                return Answer(409, canonical_json({"code": f"feed.{page.bootstrap}"}).encode())
            return Answer(200, encode_feed(page))
        assert request.body is not None
        return self.take(decode_request(request.body), now_ms)

    def take(self, request: ExchangeRequest, now_ms: int) -> Answer:
        """An exchange."""
        head = request.head
        log = self.logs.get(head.inc, LogState())
        known = {op.id: self.ops[op.id] for op in request.ops if op.id in self.ops}
        run = self.sort(request.ops, log, known)
        haves = (head.inc, *head.known)
        if isinstance(run, str):
            return Answer(409, encode_refusal(Refusal(run, now_ms, self._haves(haves))))
        for op in run.fresh:
            self._take_in(op)
        self.logs[head.inc] = run.log
        results = {**run.answered, **{op.id: self.ops[op.id].result for op in run.fresh}}
        feed = FeedPage(len(self.changes)) if head.cursor is None else self._page(head.cursor)
        reply = ExchangeReply(
            proto=1,
            epoch=self.epoch,
            server_ms=now_ms,
            haves=self._haves(haves),
            results=tuple(results[op.id] for op in request.ops),
            feed=feed,
        )
        return Answer(200, encode_reply(reply))

    def sort(self, ops: Sequence[SentOp], log: LogState, known: dict[str, KnownOp]) -> Run | str:
        """The ledger's decision."""
        return decide_run(ops, log, known)

    def state(self) -> dict[str, str]:
        """Which operation counts at each place."""
        return {change.ent: str(change.op) for change, _ in self.changes}

    def _take_in(self, op: SentOp) -> None:
        if op.raw["data"].get("note") == POISON:
            result = OpResult(op.id, OpStatus.QUARANTINED, reason="could_not_be_applied")
        else:
            result = OpResult(op.id, OpStatus.ACCEPTED, n=len(self.changes) + 1)
            mark = self._mark(op, len(self.changes) + 1)
            change = Change(mark.change_n, "mark", mark.ent, op.id, encode_mark(mark))
            self.changes.append((change, f"{self.rng.getrandbits(64):016x}"))
            self.effects[op.id] = self.effects.get(op.id, 0) + 1
        self.ops[op.id] = KnownOp(op.h, result)

    def _mark(self, op: SentOp, n: int) -> PackMark:
        return PackMark(
            ent=op.raw["ent"],
            outcome=Outcome.COMPLETED,
            reason=None,
            squad="S1",
            device="handheld",
            at_ms=op.raw["time"]["est_ms"],
            op_id=op.id,
            change_n=n,
        )

    def _haves(self, incs: Sequence[str]) -> tuple[Prefix, ...]:
        found = {inc: self.logs.get(inc, LogState()) for inc in incs}
        return tuple((inc, log.have, log.digest) for inc, log in found.items())

    def _cursor(self, n: int) -> str:
        return encode_cursor(Cursor(self.epoch, n, self._tag(n) or "", SCOPE))

    def _tag(self, n: int) -> str | None:
        return self.changes[n - 1][1] if 0 < n <= len(self.changes) else None

    def _page(self, cursor: str) -> FeedPage:
        at = decode_cursor(cursor)
        head = len(self.changes)
        misfit = find_misfit(at, Stream(self.epoch, head, 0, self._tag(at.n), SCOPE))
        if misfit is not None:
            return FeedPage(head, bootstrap=misfit)
        page = tuple(change for change, _ in self.changes[at.n : at.n + PAGE])
        return FeedPage(head, page, self._cursor(at.n + len(page)), at.n + len(page) < head)

    def _pack(self, now_ms: int) -> Pack:
        marks = {change.ent: change for change, _ in self.changes}
        return Pack(
            council="Testford",
            timezone="Europe/London",
            squad="S1",
            squad_name="Squad One",
            made_ms=now_ms,
            cursor=self._cursor(len(self.changes)),
            marks=tuple(
                PackMark(
                    change.ent,
                    Outcome.COMPLETED,
                    None,
                    "S1",
                    "handheld",
                    0,
                    str(change.op),
                    change_n=change.n,
                )
                for change in marks.values()
            ),
        )
