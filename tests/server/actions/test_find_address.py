"""Finding the premises a typed address means: sure only when one clearly wins. Also measured on real misspellings."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from server.actions.find_address import find_address
from server.actions.import_premises import import_premises
from server.actions.importing import Source
from server.db.places import Premises, Street, put_premises, put_streets
from tests.conftest import SHARED

pytestmark = pytest.mark.db

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def town(session: Session) -> Session:
    put_streets(session, [Street("1", "Elm Road"), Street("2", "Fitzroy Avenue")])
    put_premises(
        session,
        [
            *[Premises(f"1{n}", f"{n} Elm Road", "1", postcode="BT7 1AA") for n in range(1, 20)],
            Premises("201", "Flat 1, 20 Elm Road", "1", postcode="BT7 1AA"),
            Premises("202", "Flat 2, 20 Elm Road", "1", postcode="BT7 1AA"),
            Premises("301", "121 Fitzroy Avenue", "2", postcode="BT7 1HU"),
        ],
    )
    return session


@pytest.mark.parametrize(
    ("typed", "uprn"),
    [
        ("12 Elm Road BT7 1AA", "112"),
        ("12 elm rd", "112"),
        ("121 Fiztroy Av, Belfast", "301"),  # misspelt, without a postcode
        ("121 fitzroyavenue", "301"),
        ("flat 2, 20 elm road bt7 laa", "202"),
    ],
)
def test_an_address_that_clearly_means_one_premises_is_sure(
    town: Session, typed: str, uprn: str
) -> None:
    answer = find_address(town, typed)
    assert answer.sure
    assert answer.found[0].uprn == uprn


def test_a_postcode_alone_lists_its_premises_and_is_not_sure(town: Session) -> None:
    answer = find_address(town, "BT7 1AA", limit=5)
    assert not answer.sure
    assert [f.uprn for f in answer.found] == ["11", "12", "13", "14", "15"]


def test_a_house_with_flats_lists_the_flats_and_is_not_sure(town: Session) -> None:
    answer = find_address(town, "20 Elm Road BT7 1AA")
    assert not answer.sure
    assert {f.uprn for f in answer.found[:2]} == {"201", "202"}


@pytest.mark.parametrize("typed", ["", "   ", "?!", "9 Nowhere Lane SW1A 1AA", "x" * 5000])
def test_what_nothing_fits_finds_nothing_surely(town: Session, typed: str) -> None:
    assert not find_address(town, typed).sure


@dataclass
class Measured:
    """What came of the misspelt addresses. `sure` counts those that name one premises."""

    asked: int = 0
    first_right: int = 0
    in_ten: int = 0
    sure: int = 0
    wrong_when_sure: int = 0


def measure(session: Session) -> Measured:
    """Ask for every misspelt address of the collection."""
    found = Measured()
    with (SHARED / "data/address-queries/queries.csv").open(newline="") as file:
        for query in csv.DictReader(file):
            answer = find_address(session, f"{query['query']} {query['query_postcode']}")
            accepted = set(query["accept"].split())
            uprns = [one.uprn for one in answer.found]
            right = bool(uprns) and uprns[0] in accepted
            found.asked += 1
            found.first_right += right
            found.in_ten += not accepted.isdisjoint(uprns)
            found.sure += answer.sure
            found.wrong_when_sure += answer.sure and not right
    return found


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
def test_on_misspelt_belfast_addresses_it_is_never_surely_wrong(session: Session) -> None:
    import_premises(session, Source(SHARED / "data/uk-premises/belfast-premises.csv"), NOW)
    found = measure(session)
    assert found.asked == 300
    assert found.wrong_when_sure == 0
    assert (
        found.sure >= 195
    )  # 68 of the 300 mean several premises of one address, which is never sure
    assert found.first_right >= 280
    assert found.in_ten >= 290
