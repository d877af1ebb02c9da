"""Finding a street: first letters of any word, without accents, capitals and blanks."""

import pytest

from crew_app.presenters.finding import list_next_signs, rank_of, starts_of
from crew_app.presenters.handset import Place
from crew_app.presenters.search import SearchPresenter
from crew_app.store.ops import list_ops
from sync.ops import Visit
from tests.crew_app.phone import Phone
from tests.crew_app.sample import COLLECTION, usrn_of


@pytest.fixture
def search(working: Phone) -> SearchPresenter:
    presenter = SearchPresenter(working.handset)
    presenter.enter(Place("search"))
    return presenter


def type_in(search: SearchPresenter, signs: str) -> list[str]:
    for sign in signs:
        search.press(sign)
    return [row.name for row in search.state.rows]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("St Bartholomew's Terrace", "BART"),
        ("St Bartholomew\u2019s Terrace", "STBARTHOLOMEWST"),
        ("Sr\u00e1id na hAbhann", "SRAID"),
        ("Ulica \u0141\u00f3dzka", "LODZ"),
        ("\u0160v. Jono gatv\u0117", "SVJ"),
        ("Gro\u00dfe Stra\u00dfe", "STRASSE"),
        ("Rua da Concei\u00e7\u00e3o", "CONC"),
        ("O'Neill's Quay", "ONEILLSQ"),
        ("Stratford-upon-Avon Road", "AVON"),
        ("12th Street", "12TH"),
    ],
)
def test_a_name_is_found_by_plain_letters_from_any_of_its_words(name: str, typed: str) -> None:
    assert rank_of(name, typed) is not None


def test_the_middle_of_a_word_finds_nothing() -> None:
    assert rank_of("Station Road", "TATION") is None


def test_a_name_without_letters_is_no_trouble() -> None:
    assert starts_of("---") == ()
    assert list_next_signs(["---"], "") == frozenset()


def test_everything_is_listed_before_a_letter_is_typed(search: SearchPresenter) -> None:
    assert len(search.state.rows) == 18
    assert search.state.is_empty


def test_two_letters_narrow_the_list(search: SearchPresenter) -> None:
    assert type_in(search, "ST") == [
        "Station Road",
        "St Bartholomew's Terrace",
        "Quay Street",
        "Gull Street",
    ]
    assert type_in(search, "B") == ["St Bartholomew's Terrace"]


def test_a_key_that_would_find_nothing_is_off(search: SearchPresenter) -> None:
    search.press("Q")
    assert [key.sign for key in search.state.keys if key.is_on] == ["U"]
    assert len(search.state.keys) == 26


def test_erasing_widens_the_list_again(search: SearchPresenter) -> None:
    type_in(search, "QU")
    search.erase()
    search.erase()
    search.erase()
    assert len(search.state.rows) == 18


def test_the_street_found_is_opened_or_completed(search: SearchPresenter, working: Phone) -> None:
    type_in(search, "KI")
    search.open(search.state.rows[0].usrn)
    assert working.gone[-1] == Place("street", usrn_of(17))
    search.complete(usrn_of(17))
    assert working.gone[-1] == Place("round")
    data = list_ops(working.store, COLLECTION)[-1].data
    assert isinstance(data, Visit)
    assert data.usrn == usrn_of(17)


def test_what_was_typed_is_forgotten_when_the_screen_is_entered_again(
    search: SearchPresenter,
) -> None:
    type_in(search, "KI")
    search.enter(Place("search"))
    assert search.state.is_empty
