"""The wire, in one place: operations as JSON and back, their hash, and the messages that carry them.

Both sides import from here. The parts live beside it: `canonical` (bytes and hash), `shapes` (strict reading),
`op_json` (one operation), `columns` and `thin` (compact batches), `exchange` (messages), `packs` (a device's days).
"""

from sync.canonical import canonical_json
from sync.exchange import (
    LARGEST_BODY,
    MOST_OPS,
    OLDEST_PROTO,
    PROTO,
    Change,
    ExchangeHead,
    ExchangeReply,
    ExchangeRequest,
    FeedPage,
    OpResult,
    Refusal,
    SentAt,
    SentOp,
    decode_feed,
    decode_refusal,
    decode_reply,
    decode_request,
    encode_feed,
    encode_refusal,
    encode_reply,
    encode_request,
    sent_op,
)
from sync.op_json import (
    Sealed,
    body_of,
    decode_op,
    encode_op,
    hash_op,
    op_of_body,
    seal,
    seal_whole,
)
from sync.packs import decode_mark, decode_pack, encode_mark, encode_pack
from sync.refusals import WireError
from sync.upcast import NEWEST

__all__ = [
    "LARGEST_BODY",
    "MOST_OPS",
    "NEWEST",
    "OLDEST_PROTO",
    "PROTO",
    "Change",
    "ExchangeHead",
    "ExchangeReply",
    "ExchangeRequest",
    "FeedPage",
    "OpResult",
    "Refusal",
    "Sealed",
    "SentAt",
    "SentOp",
    "WireError",
    "body_of",
    "canonical_json",
    "decode_feed",
    "decode_mark",
    "decode_op",
    "decode_pack",
    "decode_refusal",
    "decode_reply",
    "decode_request",
    "encode_feed",
    "encode_mark",
    "encode_op",
    "encode_pack",
    "encode_refusal",
    "encode_reply",
    "encode_request",
    "hash_op",
    "op_of_body",
    "seal",
    "seal_whole",
    "sent_op",
]
