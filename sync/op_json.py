"""One operation as plain JSON and back, and its hash. The canonical text of an operation is what is kept and hashed."""

from dataclasses import dataclass
from typing import Annotated, Any

from sync.canonical import canonical_json, hash_of_text, in_nfc, read_json
from sync.limits import Key, Length, Range, Uuid
from sync.ops import TYPE_OF_KIND, Attachment, CapturedTime, Op, OpData, Position, Seen
from sync.refusals import WireError
from sync.sense import check_sense
from sync.shapes import read_shape, write_shape
from sync.upcast import bring_up
from sync.words import OpKind

LARGEST_OP = 128 * 1024  # characters of canonical JSON


@dataclass(frozen=True, slots=True)
class Envelope:
    """All of an operation but `seq`, its body and its hash. What cannot be read as this cannot be stored as an op."""

    id: Uuid
    kind: Annotated[str, Length(50)]
    v: Annotated[int, Range(1, 1_000)]
    ent: Key
    seen: Seen
    time: CapturedTime
    squad: Key
    position: Position | None = None
    photos: Annotated[tuple[Attachment, ...], Length(20)] = ()


def encode_op(op: Op) -> dict[str, Any]:
    """The plain JSON object of an operation, with `seq` and `h`. Fields at their default are left out."""
    return {**_hashed_part(op), "seq": op.seq, "h": op.h}


def decode_op(raw: Any) -> Op:
    """The operation of a plain JSON object, `seq` and `h` taken as they are. Raises WireError saying what is wrong."""
    if type(raw) is not dict:
        raise WireError("op.not_object")
    head = {name: value for name, value in raw.items() if name not in ("seq", "h", "data")}
    envelope = read_shape(Envelope, head)
    if envelope.kind not in set(OpKind):
        raise WireError("op.unknown_kind", ("kind",))
    kind = OpKind(envelope.kind)
    if type(raw.get("data")) is not dict:
        raise WireError("field.not_object", ("data",))
    try:
        data: OpData = read_shape(TYPE_OF_KIND[kind], bring_up(kind, envelope.v, raw["data"]))
    except WireError as error:
        raise error if error.code.startswith("op.") else error.under("data") from None
    op = Op(
        id=envelope.id,
        seq=raw.get("seq", 0),
        kind=kind,
        v=envelope.v,
        ent=envelope.ent,
        seen=envelope.seen,
        time=envelope.time,
        squad=envelope.squad,
        data=data,
        position=envelope.position,
        photos=envelope.photos,
        h=raw.get("h", ""),
    )
    check_sense(op)
    return op


def body_of(op: Op) -> str:
    """The canonical text of an operation: all but `seq` and `h`. This is what a device keeps, and what is hashed."""
    return canonical_json(_hashed_part(op))


def op_of_body(body: str, seq: int) -> Op:
    """The operation of its canonical text, as numbered in its incarnation."""
    return decode_op({**read_json(body), "seq": seq, "h": hash_of_text(body)})


def hash_op(op: Op) -> str:
    """`h` of an operation: of all but `seq` and `h`."""
    return hash_of_text(body_of(op))


@dataclass(frozen=True, slots=True)
class Sealed:
    """An operation as it is kept: with its hash, and its canonical text."""

    op: Op
    body: str


def seal(op: Op) -> Op:
    """The operation with its texts in NFC and its hash. Raises WireError."""
    return seal_whole(op).op


def seal_whole(op: Op) -> Sealed:
    """The operation with its texts in NFC and its hash, checked as the server will check it. Raises WireError."""
    plain = _hashed_part(op)
    body = canonical_json(plain)
    if not body.isascii():
        body = in_nfc(body)
        plain = read_json(body)
    if len(body) > LARGEST_OP:
        raise WireError("op.too_large")
    return Sealed(decode_op({**plain, "seq": op.seq, "h": hash_of_text(body)}), body)


def _hashed_part(op: Op) -> dict[str, Any]:
    envelope = Envelope(
        id=op.id,
        kind=op.kind.value,
        v=op.v,
        ent=op.ent,
        seen=op.seen,
        time=op.time,
        squad=op.squad,
        position=op.position,
        photos=op.photos,
    )
    return {**write_shape(envelope), "data": write_shape(op.data)}
