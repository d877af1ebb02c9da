"""One typed address taken apart: flat, house number, street, name, postcode. Pure; knows no council's streets."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from geo.addresses.postcodes import split_postcode, tidy_postcode
from geo.addresses.words import (
    ABBREVIATIONS,
    DIRECTIONS,
    FLAT_WORDS,
    NOISE,
    STREET_TYPES,
)

NUMBER = re.compile(r"[0-9]+[a-z]?(?:-[0-9]+[a-z]?)?")
RANGE = re.compile(r"\b([0-9]+[a-z]?)\s*(?:[-/\u2013]|\bto\b)\s*([0-9]+[a-z]?)\b")
SPACED_LETTER = re.compile(
    rf"\b([0-9]+)\s+([a-h])\b(?!\s+(?:{'|'.join(STREET_TYPES)}|st|ave|rd)\b)(?=[\s,])"
)
HYPHENED_BYPASS = re.compile(r"\bby[ -]pass\b")
BLOCK = re.compile(r"\bblock of\b")  # "1300-1399 block of Taylor Street": an American hundred
FLAT_ID = re.compile(r"[0-9]+[a-z]?(?:-[0-9]+[a-z]?)?|[a-z][0-9]*")


@dataclass(frozen=True, slots=True)
class AddressTerms:
    """An address in parts, all in lower case but the postcode. Empty where nothing was given.

    house: "12", "12a", "12-14". street: its words, abbreviations written out. name: words before the house number.
    """

    flat: str = ""
    house: str = ""
    street: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    postcode: str = ""

    @property
    def index_terms(self) -> tuple[str, ...]:
        """What an index finds it by: p:postcode, n:number (both ends of a range, letters left off), w:word."""
        words = {f"w:{word}" for word in (*self.street, *self.name) if word not in NOISE}
        numbers = {f"n:{number}" for number in re.findall(r"[0-9]+", self.house)}
        postcode = {f"p:{self.postcode.replace(' ', '')}"} if self.postcode else set()
        return tuple(sorted(words | numbers | postcode))


@lru_cache(maxsize=4096)
def terms_of(address: str, postcode: str = "") -> AddressTerms:
    """Take an address apart. A postcode given apart wins over one at the end of the text."""
    text, found_postcode = split_postcode(address)
    segments = [_words_of(part) for part in _plain(text).split(",")]
    flat, segments = _take_flat([s for s in segments if s])
    house, name, street = _split_at_house(segments)
    return AddressTerms(
        flat=flat,
        house=house,
        street=street,
        name=tuple(word for word in name if word not in NOISE),
        postcode=tidy_postcode(postcode) if postcode.strip() else found_postcode,
    )


def street_terms(name: str) -> tuple[str, ...]:
    """The words of a street's name, abbreviations written out: "Upr Newtownards Rd" -> upper newtownards road."""
    return tuple(_expand(_words_of(_plain(name.replace(",", " ")))))


def _plain(text: str) -> str:
    """Lower case without accents, apostrophes and dots; ranges as 12-14; a stray house letter put to its number."""
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in bare if not unicodedata.combining(c)).lower()
    bare = re.sub(r"['\u2019`.]", "", bare).replace("&", " and ")
    bare = HYPHENED_BYPASS.sub("bypass", bare)
    bare = RANGE.sub(r"\1-\2", BLOCK.sub("", bare))
    return SPACED_LETTER.sub(r"\1\2", bare)


def _words_of(segment: str) -> list[str]:
    words = re.findall(r"[0-9]+[a-z]?-[0-9]+[a-z]?\b|[0-9a-z]+", segment)
    return [word for word in words if word]


def _take_flat(segments: list[list[str]]) -> tuple[str, list[list[str]]]:
    """Take "flat 3" out of the segments: its id, and what is left."""
    for at, words in enumerate(segments):
        for place, (word, following) in enumerate(pairwise(words)):
            if word in FLAT_WORDS and FLAT_ID.fullmatch(following):
                rest = words[:place] + words[place + 2 :]
                return following, [*segments[:at], *([rest] if rest else []), *segments[at + 1 :]]
    return "", segments


def _split_at_house(segments: list[list[str]]) -> tuple[str, list[str], tuple[str, ...]]:
    """House number, words before it, street after it. Without a number, the segment that ends like a street."""
    flat_list = [(at, word) for at, words in enumerate(segments) for word in words]
    for place in _house_places(flat_list):
        after = flat_list[place + 1 :]
        street = _street_of(after)
        if street or not after:
            before = [word for _, word in flat_list[:place]]
            return flat_list[place][1], before, street
    return _without_house(segments)


def _house_places(words: list[tuple[int, str]]) -> list[int]:
    """Where house numbers may stand, the likeliest first: the last number that street words follow."""
    places = [i for i, (_, word) in enumerate(words) if NUMBER.fullmatch(word)]
    return sorted(places, key=lambda i: (i + 1 >= len(words), -i))


def _street_of(words: list[tuple[int, str]]) -> tuple[str, ...]:
    """The street at the start of `words`: through its type and a direction; what follows is locality and dropped."""
    if not words:
        return ()
    expanded = _expand([word for _, word in words])
    ends = [i for i, word in enumerate(expanded) if word in STREET_TYPES]
    if not ends:
        first = words[0][0]
        return tuple(expanded[: sum(at == first for at, _ in words)])
    end = ends[0]
    # "Church Park Road": a type word may stand inside a name
    while end + 1 < len(expanded) and expanded[end + 1] in STREET_TYPES:
        end += 1
    if end == 0:
        return tuple(expanded)  # "Road, Stranmillis": words lost or swapped, so keep them all
    if end + 1 < len(expanded) and expanded[end + 1] in DIRECTIONS:
        end += 1
    return tuple(expanded[: end + 1])


def _without_house(segments: list[list[str]]) -> tuple[str, list[str], tuple[str, ...]]:
    for at in range(len(segments) - 1, -1, -1):
        expanded = _expand(segments[at])
        if any(word in STREET_TYPES for word in expanded):
            street = _street_of([(0, word) for word in segments[at]])
            return "", [word for words in segments[:at] for word in words], street
    words = [word for segment in segments for word in segment]
    return "", _expand(words), ()


def _expand(words: list[str]) -> list[str]:
    """Write abbreviations out. "st" is a street at the end of a name, a saint before one."""
    found = [ABBREVIATIONS.get(word, word) for word in words]
    for at, word in enumerate(found):
        if word == "st":
            last = at == len(found) - 1 or found[at + 1] in DIRECTIONS
            found[at] = "street" if at and (last or not _is_type_ahead(found, at)) else "saint"
    return found


def _is_type_ahead(words: list[str], at: int) -> bool:
    return any(word in STREET_TYPES or word == "st" for word in words[at + 1 :])
