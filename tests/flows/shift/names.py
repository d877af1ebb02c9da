"""The names of Squad Oak's round. The squad's own process needs nothing of the server, so it is there sooner."""

from datetime import date

ON = date(2026, 11, 19)  # a Thursday, the day of the small council
ROUND_ID, SQUAD = "REF-OAK", "OAK"
COLLECTION = f"{ROUND_ID}@{ON.isoformat()}"
STREETS, HOUSES = 42, 6
_FIRST = ("Ash", "Beech", "Cherry", "Dove", "Elder", "Fern", "Gorse", "Hazel", "Ivy", "Juniper")
_LAST = ("Avenue", "Brae", "Court", "Drive", "Gardens")


def usrn_of(position: int) -> str:
    """The street at a place of the round, counted from 1."""
    return str(20_000_000 + position)


def name_of(position: int) -> str:
    """Its name: fifty of them, each another."""
    return f"{_FIRST[(position - 1) % 10]}wood {_LAST[(position - 1) // 10]}"


def uprn_of(position: int, house: int) -> str:
    """A house of a street."""
    return str(9_000_000 + position * 100 + house)
