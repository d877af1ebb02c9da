"""When one known address clearly wins."""

import pytest

from geo.addresses import terms_of
from geo.addresses.likeness import Likeness, is_sure, likeness, street_likeness

KNOWN = [
    ("12 Elm Road", "BT7 1AA"),
    ("12A Elm Road", "BT7 1AA"),
    ("14-18 Elm Road", "BT7 1AA"),
    ("12 Elm Park", "BT7 1AB"),
    ("12 Oak Road", "BT9 5AA"),
    ("Flat 1, 20 Oak Road", "BT9 5AA"),
    ("Flat 2, 20 Oak Road", "BT9 5AA"),
    ("701 F Street NE", "20002"),
    ("701 F Street SE", "20003"),
    ("701 E Street NE", "20002"),
]


def answer(typed: str) -> tuple[str, bool]:
    wanted = terms_of(typed)
    scored: list[tuple[Likeness, str]] = [
        (likeness(wanted, terms_of(address, postcode)), address) for address, postcode in KNOWN
    ]
    scored.sort(key=lambda pair: -pair[0].score)
    return scored[0][1], is_sure([alike for alike, _ in scored[:2]])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("12 Elm Road BT7 1AA", "12 Elm Road"),
        ("12 elm rd", "12 Elm Road"),
        ("12, Elmm Raod, Belfast, BT7 1AA", "12 Elm Road"),
        ("12a Elm Road", "12A Elm Road"),
        ("16 Elm Road BT7 1AA", "14-18 Elm Road"),
        ("12 Oak Rd", "12 Oak Road"),
        ("flat 2 20 oak road", "Flat 2, 20 Oak Road"),
        ("701 f st ne", "701 F Street NE"),
        ("12 OakRoad BT9 5AA", "12 Oak Road"),
    ],
)
def test_it_is_sure_of(typed: str, found: str) -> None:
    assert answer(typed) == (found, True)


@pytest.mark.parametrize(
    "typed",
    [
        "20 Oak Road BT9 5AA",  # which flat?
        "Elm Road BT7 1AA",  # which house?
        "12 Ash Grove",  # no such street
        "701 F Street",  # which quarter of the town?
        "99 Elm Road BT7 1AA",  # no such house
        "BT7 1AA",
        "1-99 block of Elm Park BT7 1AB",  # a whole block, of which we know one house
    ],
)
def test_it_is_not_sure_of(typed: str) -> None:
    assert answer(typed)[1] is False


def test_another_direction_or_a_short_different_name_is_another_street() -> None:
    f_ne = terms_of("701 F Street NE").street
    assert street_likeness(f_ne, terms_of("701 F Street SE").street) < 0.75
    assert street_likeness(f_ne, terms_of("701 E Street NE").street) < 0.5
    assert street_likeness(terms_of("1 1st Street").street, terms_of("1 2nd Street").street) < 0.8


def test_nothing_found_is_not_sure() -> None:
    assert is_sure([]) is False
