"""Turns dataclasses and named tuples into plain JSON values and back: every field, type and limit is checked.

One codec is made per class, from its annotations, and kept. Fields that hold their default are left out on the way
out and may be absent on the way in; unknown fields are refused, and so is a float anywhere.
"""

import types
import unicodedata
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from sync.limits import PLAIN_INT, Form, Length, Range
from sync.refusals import WireError

T = TypeVar("T")
Step = Callable[[Any], Any]
Plan = list[tuple[str, "Codec", Any]]


class Unknown(StrEnum):
    """What to do with a field that the class does not have."""

    REFUSE = "refuse"
    IGNORE = "ignore"  # what a newer server tells an older app


MOST_TEXT = 4_000
MOST_ENTRIES = 100_000


@dataclass(frozen=True, slots=True)
class Codec:
    """How to read a value from plain JSON, and how to write it."""

    read: Step
    write: Step


def write_shape(value: Any) -> dict[str, Any]:
    """The plain JSON object of a frozen dataclass."""
    return cast("dict[str, Any]", codec_of(type(value)).write(value))


def read_shape(cls: type[T], raw: Any, unknown: Unknown = Unknown.REFUSE) -> T:
    """The dataclass of a plain JSON object. Raises WireError naming the field."""
    return cast(T, codec_of(cls, unknown).read(raw))


def codec_of(hint: Any, unknown: Unknown = Unknown.REFUSE) -> Codec:
    """The codec of an annotation."""
    return _codec(hint, unknown)


@cache
def _codec(hint: Any, unknown: Unknown) -> Codec:
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *limits = get_args(hint)
        return _limited(codec_of(inner, unknown), limits)
    if origin in (Union, types.UnionType):
        return _optional(hint, unknown)
    if origin is tuple:
        return _tuple(get_args(hint), unknown)
    if origin is dict:
        return Codec(_read_object, _same)
    if is_dataclass(hint) or hasattr(hint, "_field_defaults"):
        return _object(cast(type, hint), unknown)
    return _scalar(hint)


def _scalar(hint: Any) -> Codec:
    if hint is str:
        return Codec(_read_text, _same)
    if hint is int:
        return Codec(_read_int, _same)
    if hint is bool:
        return Codec(_read_bool, _same)
    if hint is date:
        return Codec(_read_date, date.isoformat)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Codec(_word_reader(hint), str)
    raise TypeError(f"no codec for {hint!r}")


def _same(value: Any) -> Any:
    return value


def _read_text(raw: Any) -> str:
    if type(raw) is not str:
        raise WireError("field.not_text")
    if len(raw) > MOST_TEXT:
        raise WireError("field.too_long")
    if not raw.isascii():
        _refuse_odd_text(raw)
    if "\x00" in raw:
        raise WireError("field.control_character")
    return raw


def _refuse_odd_text(raw: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in raw):
        raise WireError("field.lone_surrogate")
    if not unicodedata.is_normalized("NFC", raw):
        raise WireError("field.not_nfc")


def _read_object(raw: Any) -> dict[str, Any]:
    if type(raw) is not dict:
        raise WireError("field.not_object")
    return raw


def _read_int(raw: Any) -> int:
    if type(raw) is not int:
        raise WireError("field.not_integer")
    if not -PLAIN_INT <= raw <= PLAIN_INT:
        raise WireError("field.out_of_range")
    return raw


def _read_bool(raw: Any) -> bool:
    if type(raw) is not bool:
        raise WireError("field.not_boolean")
    return raw


def _read_date(raw: Any) -> date:
    text = _read_text(raw)
    if len(text) != 10:
        raise WireError("field.not_date")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WireError("field.not_date") from error


def _word_reader(words: type[StrEnum]) -> Step:
    known = {word.value: word for word in words}

    def read(raw: Any) -> StrEnum:
        found = known.get(raw) if type(raw) is str else None
        if found is None:
            raise WireError("field.unknown_word")
        return found

    return read


def _limited(inner: Codec, limits: list[Any]) -> Codec:
    checks = [_check_of(limit) for limit in limits]

    def read(raw: Any) -> Any:
        value = inner.read(raw)
        for is_within, code in checks:
            if not is_within(value):
                raise WireError(code)
        return value

    return Codec(read, inner.write)


def _check_of(limit: Any) -> tuple[Callable[[Any], bool], str]:
    if isinstance(limit, Range):
        return (lambda value: limit.low <= value <= limit.high), "field.out_of_range"
    if isinstance(limit, Form):
        fullmatch = limit.pattern.fullmatch
        return (lambda value: fullmatch(value) is not None), "field.wrong_form"
    assert isinstance(limit, Length)  # noqa: S101 - for the type checker
    least = 0 if limit.may_be_empty else 1
    return (
        lambda value: (
            len(value) <= limit.most and (len(value) >= least or not isinstance(value, str))
        )
    ), "field.wrong_length"


def _optional(hint: Any, unknown: Unknown) -> Codec:
    inner_hint, *others = [arg for arg in get_args(hint) if arg is not type(None)]
    if others:
        raise TypeError(f"only X | None has a codec, not {hint!r}")
    inner = codec_of(inner_hint, unknown)
    return Codec(
        lambda raw: None if raw is None else inner.read(raw),
        lambda value: None if value is None else inner.write(value),
    )


def _tuple(args: tuple[Any, ...], unknown: Unknown) -> Codec:
    if len(args) == 2 and args[1] is Ellipsis:
        return _list(codec_of(args[0], unknown))
    codecs = tuple(codec_of(arg, unknown) for arg in args)

    def read(raw: Any) -> tuple[Any, ...]:
        if type(raw) is not list or len(raw) != len(codecs):
            raise WireError("field.not_list")
        return tuple(codec.read(entry) for codec, entry in zip(codecs, raw, strict=True))

    def write(value: Any) -> list[Any]:
        return [codec.write(entry) for codec, entry in zip(codecs, value, strict=True)]

    return Codec(read, write)


def _list(inner: Codec) -> Codec:
    def read(raw: Any) -> tuple[Any, ...]:
        if type(raw) is not list:
            raise WireError("field.not_list")
        if len(raw) > MOST_ENTRIES:
            raise WireError("field.wrong_length")
        return tuple([inner.read(entry) for entry in raw])

    return Codec(read, lambda value: [inner.write(entry) for entry in value])


def _object(cls: type, unknown: Unknown) -> Codec:
    @cache
    def plan() -> Plan:
        hints = get_type_hints(cls, include_extras=True)
        return [(name, codec_of(hints[name], unknown), d) for name, d in _fields_of(cls)]

    def read(raw: Any) -> Any:
        values = _read_fields(_read_object(raw), plan())
        if unknown is Unknown.REFUSE and len(raw) != len(values):
            odd = next(name for name in raw if name not in values)
            raise WireError("field.unknown", (str(odd)[:100],))
        return cls(**values)

    return Codec(read, lambda value: _write_fields(value, plan()))


def _fields_of(cls: Any) -> list[tuple[str, Any]]:
    """Its fields with their defaults, MISSING where there is none."""
    if is_dataclass(cls):
        return [(f.name, f.default) for f in fields(cls)]
    return [(name, cls._field_defaults.get(name, MISSING)) for name in cls._fields]


def _read_fields(raw: dict[str, Any], plan: Plan) -> dict[str, Any]:
    values = {}
    for name, codec, default in plan:
        if name not in raw:
            if default is MISSING:
                raise WireError("field.missing", (name,))
            continue
        try:
            values[name] = codec.read(raw[name])
        except WireError as error:
            raise error.under(name) from None
    return values


def _write_fields(value: Any, plan: Plan) -> dict[str, Any]:
    plain = {}
    for name, codec, default in plan:
        held = getattr(value, name)
        if default is not MISSING and held == default:
            continue
        plain[name] = codec.write(held)
    return plain
