"""Spoils values, texts and bytes, drawn from a seeded `random.Random`. Knows JSON and gzip, nothing of the protocol."""

import gzip
import random
import zlib
from collections.abc import Callable
from typing import Any

BOMB = gzip.compress(bytes(64 * 1024 * 1024), 9)  # 64 MB in 64 kB
Place = tuple[Any, Any]  # a dict or list, and a key or index in it


def _deep(rng: random.Random) -> Any:
    value: Any = 1
    for _ in range(rng.choice([5, 40, 200, 900])):
        value = [value] if rng.random() < 0.5 else {"a": value}
    return value


TEXTS = (
    "", " ", "\x00", "a\x00b", "\ud800", "x\udfffy", "'; drop table op; --", "<script>alert(1)</script>",
    "%s %(x)s {0} {x}", "../../etc/passwd", "\u202egnp", "\U0001f69b", "e\u0301", "\u0663\u0664", "1e5", "NaN", "null",
    "true", "9999-12-31", "0000-00-00", "0001-01-01", "2026-02-30", "10000-01-01", "-001-01-01", "2026-5-4", "20260504",
    "2026-W19-1", "24:00", "00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-7FFF-BFFF-FFFFFFFFFFFF", "{1}",
    "R1@2026-05-04/10012345/~E7", "/", "@", "accepted", "visit", "\ufeff", "\n", "\x1b[31m",
)  # fmt: skip
NUMBERS = (
    0, -1, 1, 2, 7, 255, -(1 << 31), (1 << 31) - 1, 1 << 31, 1 << 42, (1 << 42) + 1, -(1 << 42), 1 << 53, (1 << 53) + 1,
    (1 << 63) - 1, 1 << 63, -(1 << 63) - 1, 1 << 64, 10**30, 10**400, 253_402_300_800_000, -62_135_596_800_001,
)  # fmt: skip
FLOATS = (0.0, -0.0, 0.5, 1.0, 1e308, -1e308, 5e-324, float("nan"), float("inf"), float("-inf"))


def nasty(rng: random.Random) -> Any:
    """A value that nobody expects."""
    makers: tuple[Callable[[], Any], ...] = (
        lambda: rng.choice(TEXTS),
        lambda: rng.choice(TEXTS),
        lambda: rng.choice(NUMBERS),
        lambda: rng.choice(NUMBERS),
        lambda: rng.choice(FLOATS),
        lambda: rng.choice([None, True, False, [], {}, [[]], [None] * 3, {"": ""}]),
        lambda: (
            rng.choice("ax0\u00e9\U0001f69b") * rng.choice([99, 100, 101, 200, 201, 2_001, 70_000])
        ),
        lambda: [rng.choice(NUMBERS)] * rng.choice([33, 501, 2_001]),
        lambda: _deep(rng),
    )
    return rng.choice(makers)()


def spoil_tree(rng: random.Random, tree: Any, times: int) -> Any:
    """Change the tree in place at so many random spots; gives it."""
    for _ in range(times):
        places = list(_places(tree))
        if not places:
            return nasty(rng)
        rng.choice(_SPOILERS)(rng, rng.choice(places), places)
    return tree


def spoil_text(rng: random.Random, text: str) -> bytes:
    """JSON text spoilt as text: doubled names, words that are no JSON, cut off, in another encoding."""
    return rng.choice(_TEXT_SPOILERS)(rng, text)


def spoil_bytes(rng: random.Random, data: bytes) -> bytes:
    """Bits flipped, pieces cut out, doubled or overwritten."""
    spoilt = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 8])):
        if not spoilt:
            break
        at = rng.randrange(len(spoilt))
        kind = rng.randrange(4)
        if kind == 0:
            spoilt[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del spoilt[at : at + rng.randrange(1, 30)]
        elif kind == 2:
            spoilt[at:at] = spoilt[at : at + rng.randrange(1, 30)]
        else:
            spoilt[at : at + 4] = rng.randbytes(4)
    return bytes(spoilt)


def spoil_packing(rng: random.Random, data: bytes) -> bytes:
    """Something that calls itself gzip."""
    packed = gzip.compress(data, 1)
    makers: tuple[Callable[[], bytes], ...] = (
        lambda: packed[: rng.randrange(len(packed))],
        lambda: spoil_bytes(rng, packed),
        lambda: BOMB,
        lambda: packed + packed,
        lambda: zlib.compress(data),
        lambda: data,
        lambda: packed + rng.randbytes(20),
    )
    return rng.choice(makers)()


def _double_a_name(rng: random.Random, text: str) -> bytes:
    name = rng.choice(["inc", "ops", "proto", "id", "seq", "first_seq", "app"])
    value = rng.choice(["1", '"x"', "[]", "null"])
    return text.replace("{", f'{{"{name}":{value},', 1).encode()


def _cut_off(rng: random.Random, text: str) -> bytes:
    return text[: rng.randrange(len(text) + 1)].encode()


def _encode_otherwise(rng: random.Random, text: str) -> bytes:
    return text.encode(rng.choice(["utf-16", "utf-32", "utf-8-sig", "utf-16-be", "utf-7"]))


def _put_no_json(rng: random.Random, text: str) -> bytes:
    at = rng.randrange(len(text) + 1)
    return (text[:at] + rng.choice(NO_JSON) + text[at + rng.randrange(4) :]).encode()


def _nest(rng: random.Random, _text: str) -> bytes:
    return (rng.choice(["[", '{"a":']) * rng.choice([500, 5_000, 60_000])).encode()


def _go_on(rng: random.Random, text: str) -> bytes:
    return (text + rng.choice([" ", "\x00", text, "}", ","])).encode()


def _lengthen_a_number(rng: random.Random, text: str) -> bytes:
    return text.replace("1", "9" * rng.choice([400, 4_301, 100_000]), 1).encode()


def _spoil_as_bytes(rng: random.Random, text: str) -> bytes:
    return spoil_bytes(rng, text.encode())


NO_JSON = ("NaN", "Infinity", "-Infinity", "1e999", "\\ud800", "\\u0000", "/**/", "0x10", "01", "'")
_TEXT_SPOILERS: tuple[Callable[[random.Random, str], bytes], ...] = (
    _double_a_name, _cut_off, _encode_otherwise, _put_no_json, _nest, _go_on, _lengthen_a_number, _spoil_as_bytes,
)  # fmt: skip


def _places(tree: Any) -> list[Place]:
    found: list[Place] = []
    waiting = [tree]
    while waiting and len(found) < 2_000:
        node = waiting.pop()
        if isinstance(node, dict):
            found += [(node, name) for name in node]
            waiting += node.values()
        elif isinstance(node, list):
            found += [(node, at) for at in range(min(len(node), 50))]
            waiting += node[:50]
    return found


def _replace(rng: random.Random, place: Place, _others: list[Place]) -> None:
    place[0][place[1]] = nasty(rng)


def _remove(_rng: random.Random, place: Place, _others: list[Place]) -> None:
    del place[0][place[1]]


def _add(rng: random.Random, place: Place, _others: list[Place]) -> None:
    if isinstance(place[0], dict):
        place[0][rng.choice([*TEXTS, "id", "h", "seq", "v", "note", "part", "uprn"])] = nasty(rng)
    else:
        place[0].append(nasty(rng))


def _swap(rng: random.Random, place: Place, others: list[Place]) -> None:
    node, key = rng.choice(others)
    value = node[key]
    if not isinstance(value, dict | list):  # a tree within itself has no JSON
        place[0][place[1]] = value


def _retype(_rng: random.Random, place: Place, _others: list[Place]) -> None:
    value = place[0][place[1]]
    if isinstance(value, str):
        place[0][place[1]] = (
            int(value) if value.isascii() and value.isdigit() and len(value) < 400 else [value]
        )
    else:
        place[0][place[1]] = str(value)[:500]


def _nudge(rng: random.Random, place: Place, _others: list[Place]) -> None:
    value = place[0][place[1]]
    if isinstance(value, str) and value:
        at = rng.randrange(len(value))
        place[0][place[1]] = (
            value[:at] + rng.choice("09az-\u00e9\x00/~@ ") + value[at + rng.randrange(2) :]
        )
    elif type(value) is int:
        place[0][place[1]] = rng.choice([value + 1, value - 1, -value, value * 1_000, value << 40])


_SPOILERS: tuple[Callable[[random.Random, Place, list[Place]], None], ...] = (
    _replace, _replace, _replace, _remove, _add, _swap, _retype, _nudge, _nudge,
)  # fmt: skip
