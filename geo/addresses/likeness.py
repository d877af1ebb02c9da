"""How alike a typed address and a known one are, part by part, and when one known address clearly wins. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from geo.addresses.terms import AddressTerms
from geo.addresses.words import DIRECTIONS, STREET_TYPES

# What each part weighs; together 1.
NUMBER, STREET, POSTCODE, FLAT, NAME = 0.35, 0.33, 0.2, 0.07, 0.05

SURE_SCORE = 0.8
SURE_LEAD = 0.04
WIDEST_HOUSE = 20  # numbers that one building may span


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike the parts are, each 0 to 1, and all together."""

    number: float
    street: float
    postcode: float
    flat: float
    name: float

    @property
    def score(self) -> float:
        """All parts, weighed."""
        return round(
            NUMBER * self.number
            + STREET * self.street
            + POSTCODE * self.postcode
            + FLAT * self.flat
            + NAME * self.name,
            4,
        )


def likeness(wanted: AddressTerms, known: AddressTerms) -> Likeness:
    """Compare what was typed with a known address."""
    return Likeness(
        number=_number_likeness(wanted.house, known.house),
        street=street_likeness(wanted.street, known.street),
        postcode=_postcode_likeness(wanted.postcode, known.postcode),
        flat=_flat_likeness(wanted.flat, known.flat),
        name=_name_likeness(wanted, known),
    )


def is_sure(ranked: Sequence[Likeness]) -> bool:
    """Does the first of the ranked clearly win: nothing contradicts it, and the second is well behind?"""
    if not ranked:
        return False
    best = ranked[0]
    if best.score < SURE_SCORE or best.number < 0.8 or best.flat < 0.5:
        return False
    if best.street < 0.7 and best.postcode < 1:
        return False
    return len(ranked) == 1 or best.score - ranked[1].score >= SURE_LEAD


def street_likeness(wanted: Sequence[str], known: Sequence[str]) -> float:
    """Two streets' names, by their telling words; another type or direction counts against."""
    if not wanted or not known:
        return 0.5
    joined = fuzz.ratio("".join(wanted), "".join(known)) / 100
    mine, theirs = _telling(wanted), _telling(known)
    if not mine:
        return 0.5
    telling = max(
        fuzz.ratio("".join(mine), "".join(theirs)) / 100,
        fuzz.token_sort_ratio(" ".join(mine), " ".join(theirs)) / 100,
    )
    found = telling * _kind_likeness(wanted, known)
    if (
        set(map(_ordinal, wanted)) == set(map(_ordinal, known)) and len(mine) > 1
    ) or _runs_together(wanted, known):
        found = max(found, joined)
    return round(found, 4)


def _telling(words: Sequence[str]) -> list[str]:
    found = [w for w in words if w not in STREET_TYPES and w not in DIRECTIONS]
    return found or list(words[:1] if words[0] not in STREET_TYPES or len(words) > 1 else [])


def _ordinal(word: str) -> str:
    return word if word[:1].isdigit() else ""


def _runs_together(wanted: Sequence[str], known: Sequence[str]) -> bool:
    """ "ShankillRoad": words written as one."""
    return any("".join(pair) in wanted for pair in pairwise(known))


def _kind_likeness(wanted: Sequence[str], known: Sequence[str]) -> float:
    """Type and direction: the same 1, one of them not given a little less, another one much less."""
    found = 1.0
    for kind in (STREET_TYPES, DIRECTIONS):
        mine = [w for w in wanted if w in kind]
        theirs = [w for w in known if w in kind]
        if mine[-1:] == theirs[-1:]:
            continue
        found *= 0.7 if mine and theirs else 0.93
    return found


def _number_likeness(wanted: str, known: str) -> float:
    if not wanted or not known:
        return 0.7 if wanted == known else 0.3
    if wanted == known:
        return 1.0
    mine, theirs = _ends(wanted), _ends(known)
    if mine == theirs:
        return 0.6  # 12 and 12a
    if not _overlap(mine, theirs):
        return 0.0
    # "1300-1399 Taylor Street" is a whole block, not the one house of it that we know
    return 0.85 if mine[1] - mine[0] <= WIDEST_HOUSE else 0.4


def _ends(house: str) -> tuple[int, int]:
    """First and last number of a house number: 12a gives 12, 12; 12-14 gives 12, 14."""
    numbers = [int(n) for n in re.findall(r"[0-9]+", house)] or [0]
    return min(numbers), max(numbers)


def _overlap(mine: tuple[int, int], theirs: tuple[int, int]) -> bool:
    """Do the ranges meet on the same side of the street (even with even)?"""
    if mine[0] % 2 != theirs[0] % 2 and mine[0] == mine[1]:
        return False
    return mine[0] <= theirs[1] and theirs[0] <= mine[1]


def _postcode_likeness(wanted: str, known: str) -> float:
    if not wanted or not known:
        return 0.6
    if wanted == known:
        return 1.0
    out_mine, _, in_mine = wanted.partition(" ")
    out_theirs, _, in_theirs = known.partition(" ")
    if out_mine == out_theirs:
        return 0.4 + 0.3 * fuzz.ratio(in_mine, in_theirs) / 100
    return 0.3 if fuzz.ratio(wanted, known) > 80 else 0.0


def _flat_likeness(wanted: str, known: str) -> float:
    if wanted == known:
        return 1.0
    if wanted and known:
        return 0.0
    return 0.7


def _name_likeness(wanted: AddressTerms, known: AddressTerms) -> float:
    if not wanted.name and not known.name:
        return 0.5
    if not wanted.name or not known.name:
        return 0.3
    return round(fuzz.token_set_ratio(" ".join(wanted.name), " ".join(known.name)) / 100, 4)
