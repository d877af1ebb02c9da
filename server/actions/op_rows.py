"""An operation as the row that is kept of it, whatever became of it."""

import base64
from typing import NamedTuple

from server.db.ops import NewOp
from sync.canonical import canonical_json
from sync.exchange import OpResult, SentOp
from sync.ids import is_uuid
from sync.ops import Op, Visit
from sync.words import OpKind, OpStatus

MOST_TEXT = 200
MOST_V = 1_000_000
TARGETING = (OpKind.RETRACTION, OpKind.PHOTO)


class Fate(NamedTuple):
    """What became of an operation as it was read, with the traceback where applying it raised."""

    sent: SentOp
    result: OpResult
    op: Op | None = None
    fault: str | None = None


def row_of(fate: Fate) -> NewOp:
    """The row of an operation. What it says of itself is taken as far as the database can hold it."""
    sent, result, op = fate.sent, fate.result, fate.op
    if (
        op is not None
        and isinstance(op.data, Visit)
        and result.status is OpStatus.ACCEPTED
        and sent.text
    ):
        return _row_of_visit(sent, op)
    raw = sent.raw
    kind = _text(raw.get("kind"))
    return NewOp(
        id=sent.id,
        seq=sent.seq,
        kind=kind,
        v=_version(raw.get("v")),
        ent=_text(raw.get("ent")),
        squad=_text(raw.get("squad")),
        h=sent.h,
        body=storable_json(sent.text or canonical_json(raw)),
        status=result.status,
        reason=result.reason,
        fault=fate.fault,
        superseded_by=result.by,
        target=_target(raw, kind),
    )


def _row_of_visit(sent: SentOp, op: Op) -> NewOp:
    """The same of a visit that was read and takes effect: nearly every one. What it says of itself was checked."""
    body = storable_json(sent.text)
    return NewOp(
        sent.id, sent.seq, op.kind, op.v, op.ent, op.squad, sent.h, body, OpStatus.ACCEPTED
    )


def storable_json(text: str) -> str:
    """The text if the database's JSON can hold it; else its bytes as base64. It cannot hold NUL or lone surrogates."""
    if "\\u0000" not in text and not _has_surrogate(text):
        return text
    data = text.encode("utf-8", "surrogatepass")
    return canonical_json({"base64": base64.b64encode(data).decode()})


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)


def _text(value: object) -> str:
    if type(value) is not str or "\x00" in value or _has_surrogate(value):
        return ""
    return value[:MOST_TEXT]


def _version(value: object) -> int:
    return value if type(value) is int and 0 <= value <= MOST_V else 0


def _target(raw: dict[str, object], kind: str) -> str | None:
    data = raw.get("data")
    target = data.get("op_id") if type(data) is dict and kind in TARGETING else None
    return target if is_uuid(target) else None
