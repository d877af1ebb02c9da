"""Typed addresses taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.addresses import street_terms, terms_of, tidy_postcode

PARTS = [
    # typed, flat, house, street, postcode
    ("12 Elm Road, Belfast BT7 1AA", "", "12", "elm road", "BT7 1AA"),
    ("12a elm rd bt71aa", "", "12a", "elm road", "BT7 1AA"),
    ("12 A Elm Rd", "", "12a", "elm road", ""),
    ("12-14 Elmwood Ave", "", "12-14", "elmwood avenue", ""),
    ("12/14, Elmwood Avenue, Belfast", "", "12-14", "elmwood avenue", ""),
    ("12 to 14 Elmwood Ave.", "", "12-14", "elmwood avenue", ""),
    ("Flat 3, 12 Elm Cres, Belfast", "3", "12", "elm crescent", ""),
    ("1766 COLUMBIA ROAD NW APT #2", "2", "1766", "columbia road nw", ""),
    ("Unit 42, 1 Victoria Sq, Belfast, BT1 4QG", "42", "1", "victoria square", "BT1 4QG"),
    ("Chester Inn, 466 Antrim Road, Belfast", "", "466", "antrim road", ""),
    ("701 F STREET NE", "", "701", "f street ne", ""),
    ("702 15TH STREET SE, 20003", "", "702", "15th street se", "20003"),
    ("1300 - 1399 BLOCK OF TAYLOR STREET NW", "", "1300-1399", "taylor street nw", ""),
    ("5 Park Road, Belfast", "", "5", "park road", ""),
    ("9 St James's St", "", "9", "saint jamess street", ""),
    ("229 Upr Newtownards Rd", "", "229", "upper newtownards road", ""),
    ("2 Donegall Sq West, Belfast", "", "2", "donegall square west", ""),
    ("2 Sydenham By\u002dPass, Belfast", "", "2", "sydenham bypass", ""),
    ("Elm Road, Belfast", "", "", "elm road", ""),
    ("80, Road, Stranmillis Belfast", "", "80", "road stranmillis belfast", ""),
]


@pytest.mark.parametrize(("typed", "flat", "house", "street", "postcode"), PARTS)
def test_a_typed_address_is_taken_apart(
    typed: str, flat: str, house: str, street: str, postcode: str
) -> None:
    terms = terms_of(typed)
    assert (terms.flat, terms.house, " ".join(terms.street), terms.postcode) == (
        flat,
        house,
        street,
        postcode,
    )


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ("bt7 1aa", "BT7 1AA"),
        ("BT71AA", "BT7 1AA"),
        ("BT7 lAA", "BT7 1AA"),
        ("BTI4 6QY", "BT14 6QY"),
        ("BT15 OAB", "BT15 0AB"),
        ("sw1a 1aa", "SW1A 1AA"),
        ("m1 1ae", "M1 1AE"),
        ("20002", "20002"),
        ("", ""),
        ("no postcode", "NO POSTCODE"),
    ],
)
def test_a_postcode_is_tidied_and_what_a_hand_confuses_is_put_right(given: str, tidy: str) -> None:
    assert tidy_postcode(given) == tidy


def test_a_postcode_given_apart_wins_over_one_in_the_text() -> None:
    assert terms_of("12 Elm Road BT7 1AA", "BT9 5AA").postcode == "BT9 5AA"


def test_index_terms_leave_locality_out_and_carry_both_ends_of_a_range() -> None:
    terms = terms_of("12-14 Elm Road, Belfast", "BT7 1AA").index_terms
    assert terms == ("n:12", "n:14", "p:BT71AA", "w:elm", "w:road")


def test_streets_spelt_out_and_abbreviated_are_the_same() -> None:
    assert street_terms("Upr Newtownards Rd") == street_terms("UPPER NEWTOWNARDS ROAD")
    assert street_terms("St. James' Ave") == street_terms("Saint James Avenue")


@given(st.text(max_size=80))
def test_nothing_that_is_typed_is_too_odd(typed: str) -> None:
    terms = terms_of(typed)
    assert terms.house == "" or terms.house[0].isdigit()
    assert terms_of(typed) == terms
