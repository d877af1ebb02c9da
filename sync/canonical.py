"""Canonical JSON and its hash: the one byte form of a value, the same on every device and on the server.

Keys sorted, no blanks, UTF-8 as it is, no floats, text in Unicode NFC. What is absent is left out, never null.
"""

import hashlib
import json
import unicodedata
from typing import Any

from sync.refusals import WireError

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


class JsonFloat(float):
    """A float as it was read. No operation may hold one, and who writes canonical text swiftly has to notice it."""


def canonical_json(value: Any) -> str:
    """The canonical text of a JSON value. That it holds no floats is seen to by `sync.shapes`."""
    try:
        return _ENCODER.encode(value)
    except ValueError as error:
        raise WireError("json.not_canonical") from error


def hash_of_text(text: str) -> str:
    """First 16 hex digits of the SHA-256 of the UTF-8 bytes. A lone surrogate is hashed as the bytes it came as."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def in_nfc(text: str) -> str:
    """The text in Unicode NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def read_json(text: str | bytes) -> Any:
    """Parse JSON. Raises WireError json.unreadable: bad bytes, NaN, endless numbers or nesting, a key twice."""
    try:
        plain = text if isinstance(text, str) else text.decode("utf-8", "surrogatepass")
        return _DECODER.decode(plain)
    except (ValueError, RecursionError) as error:
        raise WireError("json.unreadable") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


_DECODER = json.JSONDecoder(
    parse_float=JsonFloat, parse_constant=_refuse_constant, object_pairs_hook=_unique
)
