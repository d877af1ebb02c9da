"""Finds streets by the first letters of any word of their names, whatever their accents and capitals. Pure."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
# Letters that do not come apart into a plain one and a sign.
_PLAIN = str.maketrans(
    {"Ł": "L", "Ø": "O", "Đ": "D", "Ð": "D", "Æ": "AE", "Œ": "OE", "Þ": "TH", "ẞ": "SS", "İ": "I"}
)
_JOINED = str.maketrans("", "", "'\u2019\u2018`.")  # St. Bartholomew's is two words


@lru_cache(maxsize=2048)
def starts_of(name: str) -> tuple[str, ...]:
    """What may be typed to find a name: all of it from each of its words on, in plain letters without blanks."""
    apart = unicodedata.normalize("NFKD", name.upper().translate(_PLAIN).translate(_JOINED))
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_PLAIN)
    words = "".join(sign if sign in LETTERS + DIGITS else " " for sign in plain).split()
    return tuple("".join(words[at:]) for at in range(len(words)))


def rank_of(name: str, typed: str) -> int | None:
    """Which word of the name begins with what was typed, counted from 0; None where none does."""
    for place, start in enumerate(starts_of(name)):
        if start.startswith(typed):
            return place
    return None


def list_next_signs(names: Iterable[str], typed: str) -> frozenset[str]:
    """The letters and digits that still find something when typed next."""
    at = len(typed)
    return frozenset(
        start[at]
        for name in names
        for start in starts_of(name)
        if start.startswith(typed) and len(start) > at
    )
