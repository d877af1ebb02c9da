"""The pack's bytes: what a device gets for its days, lists of like things as columns. And one mark's plain JSON.

Reading is strict in type and lenient in what it does not know: a newer server may say more than an older app reads.
"""

from typing import Any

from sync.canonical import canonical_json, read_json
from sync.columns import pack_column, unpack_column
from sync.exchange import Change, OpResult
from sync.pack import Pack, PackMark, PackMessage, PackReturn
from sync.refusals import WireError
from sync.shapes import Unknown, read_shape, write_shape

RESOLVED = "op.resolved"
IN_COLLECTION = ("streets", "entries", "premises")
IN_PACK = ("reasons", "returns", "messages", "marks", "streams", "squads", "resolved")


def encode_pack(pack: Pack) -> bytes:
    """The bytes of a pack. gzip is the transport's."""
    body = write_shape(pack)
    _fold(body, IN_PACK)
    for collection in body.get("collections", []):
        _fold(collection, IN_COLLECTION)
    return canonical_json(body).encode("utf-8")


def decode_pack(data: bytes) -> Pack:
    """The pack of its bytes. Raises WireError."""
    body = read_json(data)
    if type(body) is not dict:
        raise WireError("pack.not_ours")
    _unfold(body, IN_PACK)
    for collection in body.get("collections", []):
        _unfold(collection, IN_COLLECTION)
    return read_shape(Pack, body, Unknown.IGNORE)


def encode_mark(mark: PackMark) -> dict[str, Any]:
    """The body of a change of kind `mark`."""
    return write_shape(mark)


def decode_mark(body: Any) -> PackMark:
    """The mark of a change of kind `mark`. Raises WireError."""
    return read_shape(PackMark, body, Unknown.IGNORE)


def encode_return(asked: PackReturn) -> dict[str, Any]:
    """The body of a change of kind `return`."""
    return write_shape(asked)


def encode_message(message: PackMessage) -> dict[str, Any]:
    """The body of a change of kind `message`."""
    return write_shape(message)


def decode_return(body: Any) -> PackReturn:
    """The return of a change of kind `return`. Raises WireError."""
    return read_shape(PackReturn, body, Unknown.IGNORE)


def decode_message(body: Any) -> PackMessage:
    """The message of a change of kind `message`. Raises WireError."""
    return read_shape(PackMessage, body, Unknown.IGNORE)


def encode_resolved(result: OpResult) -> dict[str, Any]:
    """The body of a change of kind `op.resolved`: what became of a quarantined operation after a person's look."""
    return write_shape(result)


def find_resolved(change: Change) -> OpResult | None:
    """The result that a change of kind `op.resolved` tells; None of any other kind, or of what cannot be read."""
    if change.kind != RESOLVED:
        return None
    try:
        return read_shape(OpResult, change.body, Unknown.IGNORE)
    except WireError:
        return None


def _fold(body: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        rows = body.get(name)
        if rows:
            body[name] = {"count": len(rows), "columns": pack_column(rows)}


def _unfold(body: Any, names: tuple[str, ...]) -> None:
    if type(body) is not dict:
        raise WireError("pack.not_ours")
    for name in names:
        if name in body:
            folded = body[name]
            if type(folded) is not dict or type(folded.get("count")) is not int:
                raise WireError("pack.not_ours")
            body[name] = unpack_column(folded.get("columns"), folded["count"])
