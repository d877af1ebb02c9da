"""Bodies of older versions brought to the newest: pure steps, one for each kind and version.

An operation is kept and hashed as it was sent; only its reading goes through here. Golden files hold one of each.
"""

from collections.abc import Callable
from typing import Any

from sync.refusals import WireError
from sync.words import OpKind

Body = dict[str, Any]

NEWEST: dict[OpKind, int] = dict.fromkeys(OpKind, 1) | {OpKind.RETRACTION: 2}
OLDEST: dict[OpKind, int] = dict.fromkeys(OpKind, 1)  # released in the last 180 days


def _retraction_2(body: Body) -> Body:
    """Version 2 may say why; version 1 never did, and a field of that name is not one of its own."""
    if "why" in body:
        raise WireError("field.unknown", ("why",))
    return body


STEPS: dict[tuple[OpKind, int], Callable[[Body], Body]] = {  # (kind, v) -> body of v + 1
    (OpKind.RETRACTION, 1): _retraction_2
}


def bring_up(kind: OpKind, v: int, body: Body) -> Body:
    """The body in the newest version of its kind. Raises WireError op.newer_version or op.too_old."""
    if v > NEWEST[kind]:
        raise WireError("op.newer_version", ("v",))
    if v < OLDEST[kind]:
        raise WireError("op.too_old", ("v",))
    for version in range(v, NEWEST[kind]):
        body = STEPS[kind, version](body)
    return body
