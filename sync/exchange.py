"""The messages of an exchange and their bytes: request, reply, refusal. gzip is the transport's.

A request carries a contiguous run of operations of one incarnation, as columns (`sync.columns` of `sync.thin`) or,
from a simple client, as a plain list. The hash of each is computed on arrival; `check` covers them all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, NamedTuple

from sync.canonical import canonical_json, hash_of_text, read_json
from sync.columns import pack_column, pack_fields, unpack_column
from sync.ids import is_uuid
from sync.limits import Count, Hash16, Length, Milliseconds, Range, Uuid, Word
from sync.refusals import WireError
from sync.shapes import Unknown, read_shape, write_shape
from sync.thin import thicken_all, thin_all
from sync.words import ClockQuality, OpStatus

PROTO = 1
OLDEST_PROTO = 1  # older ones may still push, not pull
MOST_OPS = 500
LARGEST_BODY = 512 * 1024  # bytes, unpacked
LARGEST_UNFOLDED = 4 * LARGEST_BODY  # characters of canonical JSON that a body may unfold to

TextOf = Callable[[Any], str]
BigCount = Annotated[int, Range(0, 1 << 53)]
Prefix = tuple[Uuid, BigCount, Hash16]  # incarnation, have, digest over 1..have


class SentOp(NamedTuple):
    """An operation as it travels. `h` is of `raw`, whatever the sender said; `fault` tells if the two differ."""

    seq: int
    id: str
    raw: dict[str, Any]  # all but seq and h
    h: str
    fault: str | None = None
    text: str = ""  # the canonical JSON of `raw`, where it was made anyway


@dataclass(frozen=True, slots=True)
class SentAt:
    """When the device composed the request, corrected, and how sure it is of that."""

    est_ms: Milliseconds
    quality: ClockQuality


@dataclass(frozen=True, slots=True)
class ExchangeHead:
    """All of a request but its operations.

    known: every incarnation of which the device still holds operations; settled: in each of them the highest seq with a
    result. last_seq: the highest it gave in `inc`.
    before: the digest over the operations of `inc` before those sent here.
    pending_after: how many it holds unsettled beyond those sent here. cursor: None before the first pack.
    """

    proto: Annotated[int, Range(1, 1_000)]
    inc: Uuid
    app: Word
    last_seq: BigCount
    pending_after: Count
    sent: SentAt
    known: Annotated[tuple[Uuid, ...], Length(32)] = ()
    settled: Annotated[tuple[BigCount, ...], Length(32)] = ()
    before: Hash16 | None = None
    cursor: Annotated[str, Length(500)] | None = None


@dataclass(frozen=True, slots=True)
class ExchangeRequest:
    """A device's request: the head and a contiguous run of operations, which may be empty (the handshake)."""

    head: ExchangeHead
    ops: tuple[SentOp, ...] = ()


class OpResult(NamedTuple):
    """What the server made of one operation. n: the change it made, if any. by: the operation that won over it."""

    id: Uuid
    status: OpStatus
    n: BigCount | None = None
    reason: Word | None = None
    by: Uuid | None = None


class Change(NamedTuple):
    """One numbered change of what devices mirror. `body` holds the new state of `ent`, by `kind`."""

    n: BigCount
    kind: Word
    ent: Word
    op: Uuid | None = None
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Changes above a cursor, in order. bootstrap: why the cursor does not fit and a new pack is needed."""

    head: BigCount
    changes: tuple[Change, ...] = ()
    cursor: str | None = None
    more: bool = False
    bootstrap: Word | None = None  # diverged | pruned | scope_changed


@dataclass(frozen=True, slots=True)
class ExchangeReply:
    """The answer to a request that was taken in. Given after the commit.

    results: one for each operation, in their order. problem: set when the device may go on sending but not more.
    """

    proto: int
    epoch: Word
    server_ms: Milliseconds
    haves: tuple[Prefix, ...]
    results: tuple[OpResult, ...]
    feed: FeedPage
    most_ops: BigCount = MOST_OPS
    largest_body: BigCount = LARGEST_BODY
    backoff_s: BigCount = 0
    problem: Word | None = None  # device.revoked | app.too_old


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was not taken in: why, and how far the server is."""

    code: Word  # exchange.gap | exchange.seq_reused | ...
    server_ms: Milliseconds = 0
    haves: tuple[Prefix, ...] = ()


def encode_request(request: ExchangeRequest) -> bytes:
    """The bytes of a request, its operations as columns."""
    body = write_shape(request.head)
    if request.ops:
        raws = [op.raw for op in request.ops]
        body["first_seq"] = request.ops[0].seq
        body["count"] = len(raws)
        body["columns"] = pack_column(thin_all(raws))
        body["check"] = _check_of([op.h for op in request.ops])
    return canonical_json(body).encode("utf-8", "surrogatepass")


def decode_request(data: bytes, text_of: TextOf = canonical_json) -> ExchangeRequest:
    """The request of its bytes. Raises WireError; nothing in it may then be taken in.

    text_of: writes canonical JSON; a server may give a faster one that writes the same.
    """
    body = read_json(data)
    if type(body) is not dict:
        raise WireError("request.not_object")
    names = ("first_seq", "count", "columns", "check", "ops")
    given = {name: body.pop(name) for name in names if name in body}
    head = read_shape(ExchangeHead, body)
    if "columns" in given:
        return ExchangeRequest(head, _ops_of_columns(given, text_of))
    raws, first_seq = given.get("ops", []), given.get("first_seq")
    return ExchangeRequest(head, _ops_of_list(raws, first_seq, text_of))


def encode_reply(reply: ExchangeReply, text_of: TextOf = canonical_json) -> bytes:
    """The bytes of a reply. Results travel as columns too. text_of: as in `decode_request`."""
    body = write_shape(replace(reply, results=(), feed=FeedPage(reply.feed.head)))
    body["results"] = _pack_results(reply.results)
    body["feed"] = _plain_feed(reply.feed)
    return text_of(body).encode("utf-8")


def decode_reply(data: bytes) -> ExchangeReply:
    """The reply of its bytes. Raises WireError: then it is not an answer of our server."""
    body = read_json(data)
    if type(body) is not dict or type(body.get("feed")) is not dict:
        raise WireError("reply.not_ours")
    body["results"] = _unpack_list(body.get("results"))
    if "changes" in body["feed"]:
        body["feed"]["changes"] = _unpack_list(body["feed"]["changes"])
    return read_shape(ExchangeReply, body, Unknown.IGNORE)


def encode_feed(page: FeedPage, text_of: TextOf = canonical_json) -> bytes:
    """The bytes of a page of changes. text_of: as in `decode_request`."""
    return text_of(_plain_feed(page)).encode("utf-8")


def _plain_feed(page: FeedPage) -> dict[str, Any]:
    plain = write_shape(replace(page, changes=()))
    if page.changes:
        plain["changes"] = _pack_list([_plain_change(change) for change in page.changes])
    return plain


def _plain_change(change: Change) -> dict[str, Any]:
    """What `write_shape` makes of it, many times as fast: a page holds hundreds."""
    plain: dict[str, Any] = {"n": change.n, "kind": change.kind, "ent": change.ent}
    if change.op is not None:
        plain["op"] = change.op
    if change.body is not None:
        plain["body"] = change.body
    return plain


def _pack_results(results: Sequence[OpResult]) -> dict[str, Any]:
    """What `_pack_list` makes of their shapes, at once: the fields are columns already."""
    if not results:
        return _pack_list([])
    ids, statuses, *rest = zip(*results, strict=True)
    columns = pack_fields(OpResult._fields, [ids, [str(status) for status in statuses], *rest])
    return {"count": len(results), "columns": columns}


def decode_feed(data: bytes) -> FeedPage:
    """The page of its bytes. Raises WireError."""
    body = read_json(data)
    if type(body) is not dict:
        raise WireError("reply.not_ours")
    if "changes" in body:
        body["changes"] = _unpack_list(body["changes"])
    return read_shape(FeedPage, body, Unknown.IGNORE)


def encode_refusal(refusal: Refusal) -> bytes:
    """The bytes of a refusal."""
    return canonical_json(write_shape(refusal)).encode("utf-8")


def decode_refusal(data: bytes) -> Refusal:
    """The refusal of its bytes. Raises WireError: then it is not our server's."""
    return read_shape(Refusal, read_json(data), Unknown.IGNORE)


def sent_op(seq: int, body: str) -> SentOp:
    """An operation to send, of its canonical text as the device keeps it."""
    raw = read_json(body)
    return SentOp(seq, raw["id"], raw, hash_of_text(body), text=body)


def _check_of(hashes: Sequence[str]) -> str:
    return hash_of_text("".join(hashes))


def _ops_of_columns(given: dict[str, Any], text_of: TextOf) -> tuple[SentOp, ...]:
    count, first_seq = _whole(given.get("count")), _whole(given.get("first_seq"))
    if not 0 < count <= MOST_OPS:
        raise WireError("request.too_many_ops")
    raws = thicken_all(unpack_column(given["columns"], count))
    ops = _sent_ops(raws, first_seq, text_of)
    if given.get("check") != _check_of([op.h for op in ops]):
        raise WireError("request.check_failed")
    return ops


def _ops_of_list(raws: Any, first_seq: Any, text_of: TextOf) -> tuple[SentOp, ...]:
    if type(raws) is not list or not all(type(raw) is dict for raw in raws):
        raise WireError("field.not_list", ("ops",))
    if not raws:
        return ()
    if len(raws) > MOST_OPS:
        raise WireError("request.too_many_ops")
    return _sent_ops(raws, _whole(first_seq), text_of)


def _sent_ops(raws: list[dict[str, Any]], first_seq: int, text_of: TextOf) -> tuple[SentOp, ...]:
    ops = []
    unfolded = 0
    for seq, raw in enumerate(raws, first_seq):
        if not is_uuid(raw.get("id")):
            raise WireError("op.without_id", (str(seq - first_seq),))
        claimed = raw.get("h")
        bare = _bare(raw)
        text = text_of(bare)
        unfolded += len(text)
        if unfolded > LARGEST_UNFOLDED:
            raise WireError("request.unfolds_too_large")
        h = hash_of_text(text)
        fault = "op.hash_differs" if claimed not in (None, h) else None
        ops.append(SentOp(seq, raw["id"], bare, h, fault, text))
    if len({op.id for op in ops}) != len(ops):
        raise WireError("request.id_twice")
    return tuple(ops)


def _bare(raw: dict[str, Any]) -> dict[str, Any]:
    if "seq" not in raw and "h" not in raw:
        return raw
    return {name: value for name, value in raw.items() if name not in ("seq", "h")}


def _pack_list(rows: list[Any]) -> dict[str, Any]:
    return {"count": len(rows), "columns": pack_column(rows)} if rows else {"count": 0}


def _unpack_list(packed: Any) -> list[Any]:
    if type(packed) is not dict:
        raise WireError("reply.not_ours")
    count = _whole(packed.get("count"))
    return unpack_column(packed.get("columns"), count) if count else []


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 1 << 53:
        raise WireError("field.not_integer")
    return value
