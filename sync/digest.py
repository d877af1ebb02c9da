"""The chained digest over the op ids of an incarnation: how two sides find out that they hold the same log.

Eight bytes, one step an op: digest(n) = first 8 bytes of SHA-256(digest(n-1) followed by the 16 bytes of the id).
"""

import hashlib
from collections.abc import Iterable

EMPTY_DIGEST = "0" * 16  # of a log without ops


def extend_digest(digest: str, op_id: str) -> str:
    """The digest after one more op. Both as hex text; the id as UUID text."""
    step = bytes.fromhex(digest) + bytes.fromhex(op_id.replace("-", ""))
    return hashlib.sha256(step).digest()[:8].hex()


def digest_of(op_ids: Iterable[str], start: str = EMPTY_DIGEST) -> str:
    """The digest of ids in the order of their seq."""
    digest = start
    for op_id in op_ids:
        digest = extend_digest(digest, op_id)
    return digest
