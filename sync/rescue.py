"""The rescue of one operation that the server cannot read: its place in the log, and its text as it is, in base64."""

import base64
import binascii
from typing import Any

from sync.canonical import canonical_json, hash_of_text, read_json
from sync.exchange import ExchangeHead, ExchangeRequest, SentOp
from sync.ids import is_uuid
from sync.refusals import WireError
from sync.shapes import read_shape, write_shape

OPAQUE = "opaque"  # the fault that such an operation is kept with


def encode_rescue(head: ExchangeHead, seq: int, op_id: str, body: str) -> bytes:
    """The bytes of a rescue. body: the operation's text as the device keeps it, whatever is wrong with it."""
    whole = {"head": write_shape(head), "seq": seq, "id": op_id, "payload": _packed(body)}
    return canonical_json(whole).encode("utf-8")


def opaque_op(seq: int, op_id: str, body: str) -> SentOp:
    """An operation that nobody tries to read, whatever is wrong with its text."""
    return SentOp(seq, op_id, {"id": op_id, "base64": _packed(body)}, hash_of_text(body), OPAQUE)


def decode_rescue(data: bytes) -> ExchangeRequest:
    """The rescue as a request with one operation that nobody tries to read. Raises WireError."""
    body = read_json(data)
    if type(body) is not dict:
        raise WireError("request.not_object")
    head = read_shape(ExchangeHead, body.get("head"))
    seq, op_id, payload = body.get("seq"), body.get("id"), body.get("payload")
    if type(seq) is not int or not 0 < seq < 1 << 53 or not is_uuid(op_id):
        raise WireError("opaque.without_place")
    raw = {"id": op_id, "base64": payload}
    h = hash_of_text(_text_of(payload))
    return ExchangeRequest(head, (SentOp(seq, str(op_id), raw, h, OPAQUE),))


def _packed(body: str) -> str:
    return base64.b64encode(body.encode("utf-8", "surrogatepass")).decode()


def _text_of(payload: Any) -> str:
    if type(payload) is not str:
        raise WireError("opaque.not_base64")
    try:
        return base64.b64decode(payload, validate=True).decode("utf-8", "surrogatepass")
    except (binascii.Error, ValueError) as error:
        raise WireError("opaque.not_base64") from error
