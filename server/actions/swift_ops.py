"""Reads operations by a compiled validator: what `sync.judging.read_op` does, many times as fast, for a server alone.

The types are made of the very dataclasses and limits that `sync` reads by. What it takes, `sync` takes and reads the
same; whatever it does not take is handed to `sync`, which says what is wrong. See decision record 0009.
"""

from contextlib import suppress
from dataclasses import MISSING, field, fields, is_dataclass, make_dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from sync.canonical import canonical_json
from sync.exchange import SentOp
from sync.judging import ReadOp, read_op
from sync.limits import PLAIN_INT, Form, Length, Range
from sync.op_json import Envelope
from sync.ops import CapturedTime, Op, Position, Seen, Visit
from sync.refusals import WireError
from sync.sense import check_sense
from sync.shapes import MOST_TEXT
from sync.upcast import NEWEST
from sync.words import OpKind

_encode = msgspec.json.Encoder(order="sorted").encode
_convert = msgspec.convert


def swift_text(value: Any) -> str:
    """The canonical JSON of a value as read: the same text as `canonical_json`, which is asked where this cannot."""
    try:
        return _encode(value).decode()
    except (TypeError, ValueError, RecursionError):  # a float, a lone surrogate, too deep
        return canonical_json(value)


def read_swiftly(sent: SentOp) -> ReadOp:
    """Read an operation; a fault is noted, never raised."""
    op = _find_visit(sent)
    return read_op(sent) if op is None else ReadOp(sent, op)


def _find_visit(sent: SentOp) -> Op | None:
    """The visit, or None where it is something else, or wrong, or odd enough to be looked at slowly."""
    raw, text = sent.raw, sent.text
    if sent.fault is not None or not text.isascii() or "\\u0000" in text or not _is_plain(raw):
        return None
    try:
        op: Op = _convert({**raw, "seq": sent.seq, "h": sent.h}, PLAIN_VISIT)
        check_sense(op)
    except (msgspec.ValidationError, WireError):
        return None
    return op


def _is_plain(raw: dict[str, Any]) -> bool:
    """Is it a visit in the newest version, with no field that the validator would overlook?"""
    if raw.get("kind") != "visit" or raw.get("v") != NEWEST[OpKind.VISIT]:
        return False
    try:
        return (
            raw.keys() <= ENVELOPE
            and raw["data"].keys() <= VISIT
            and raw["seen"].keys() <= SEEN
            and raw["time"].keys() <= TIME
            and ("position" not in raw or raw["position"].keys() <= POSITION)
        )
    except (AttributeError, KeyError):
        return False


@cache
def _typed(cls: type) -> Any:
    """The dataclass with its limits in the validator's words. An instance of it is an instance of the dataclass."""
    hints = get_type_hints(cls, include_extras=True)
    own = [
        (
            f.name,
            _hint(hints[f.name]),
            field() if f.default is MISSING else field(default=f.default),
        )
        for f in fields(cls)
    ]
    return make_dataclass(cls.__name__, own, bases=(cls,), frozen=True, slots=True)


def _hint(hint: Any) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        inner, *limits = args
        return Annotated[_bare(inner), _limit(limits)]
    if origin in (Union, UnionType):
        return Union[tuple(arg if arg is type(None) else _hint(arg) for arg in args)]  # noqa: UP007 - made, not written
    if origin is tuple:
        return tuple.__class_getitem__(
            tuple(arg if arg is Ellipsis else _hint(arg) for arg in args)
        )
    if hint is int:
        return Annotated[int, msgspec.Meta(ge=-PLAIN_INT, le=PLAIN_INT)]
    if hint is str:
        return Annotated[str, msgspec.Meta(max_length=MOST_TEXT)]
    return _typed(cast(type, hint)) if is_dataclass(hint) else hint


def _bare(hint: Any) -> Any:
    return hint if hint in (int, str) else _hint(hint)


def _limit(limits: list[Any]) -> msgspec.Meta:
    given: dict[str, Any] = {}
    for limit in limits:
        if isinstance(limit, Range):
            given |= {"ge": limit.low, "le": limit.high}
        elif isinstance(limit, Form):
            given |= {"pattern": rf"\A(?:{limit.pattern.pattern})\Z"}
        elif isinstance(limit, Length):
            given |= {"max_length": limit.most}
            if not limit.may_be_empty:
                given |= {"min_length": 1}
    return msgspec.Meta(**given)


def _plain_visit() -> type[Op]:
    """An operation as it is read at once, its body a visit."""
    envelope = get_type_hints(Envelope, include_extras=True)
    names = ("id", "v", "ent", "seen", "time", "squad")
    own: list[Any] = [(name, _hint(envelope[name])) for name in names]
    own += [
        ("seq", int),
        ("kind", OpKind),
        ("data", _typed(Visit)),
        ("position", _hint(envelope["position"]), field(default=None)),
        ("photos", tuple[()], field(default=())),
        ("h", str, field(default="")),
    ]
    return make_dataclass("PlainVisit", own, bases=(Op,), frozen=True, slots=True)


PLAIN_VISIT = _plain_visit()
# msgspec works out how to read a class when it first reads one, and two threads that do so at once bring the process
# down; while a module is imported there is only one
with suppress(msgspec.ValidationError):
    _convert({}, PLAIN_VISIT)
# the validator overlooks fields it does not know; these are looked at slowly: photos, parts
ENVELOPE = frozenset(f.name for f in fields(Envelope)) - {"photos"} | {"data"}
VISIT = frozenset(f.name for f in fields(Visit)) - {"part"}
SEEN, TIME, POSITION = (
    frozenset(f.name for f in fields(c)) for c in (Seen, CapturedTime, Position)
)
