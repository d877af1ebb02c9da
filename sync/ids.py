"""Identifiers: UUIDv7 (RFC 9562) of a time and random bytes that the caller gives. Reads no clock."""

import re

UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def uuid7(now_ms: int, random_bytes: bytes) -> str:
    """A UUIDv7 in lower-case text: 48 bits of Unix milliseconds, then 74 bits of the ten random bytes given."""
    if len(random_bytes) != 10:
        raise ValueError("uuid7 needs exactly ten random bytes")
    if not 0 <= now_ms < 1 << 48:
        raise ValueError("uuid7 needs a time that fits in 48 bits")
    rest = int.from_bytes(random_bytes, "big") >> 6  # 74 of the 80 bits
    return uuid7_of_bits(now_ms, rest)


def uuid7_of_bits(ms: int, rest: int) -> str:
    """The UUIDv7 with these milliseconds and these 74 bits."""
    number = ms << 80 | 0x7 << 76 | (rest >> 62) << 64 | 0b10 << 62 | rest & ((1 << 62) - 1)
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def find_bits_of_uuid7(text: str) -> tuple[int, int] | None:
    """The milliseconds and the 74 bits of a UUIDv7 in lower-case text; None when it is not one."""
    if not is_uuid(text):
        return None
    number = int(text.replace("-", ""), 16)
    if (number >> 76) & 0xF != 7 or (number >> 62) & 0b11 != 0b10:
        return None
    return number >> 80, (number >> 64 & 0xFFF) << 62 | number & ((1 << 62) - 1)


def is_uuid(text: object) -> bool:
    """Whether it is a UUID in the one form we write: lower case, with hyphens."""
    return isinstance(text, str) and UUID_TEXT.fullmatch(text) is not None
