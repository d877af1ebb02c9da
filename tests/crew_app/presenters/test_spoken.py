"""Dates, hours, numbers and reasons as each language writes them."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from crew_app.presenters.language import use_language
from crew_app.presenters.phrases import LocalTime, say_day, say_decimal, say_reason
from sync.words import Reason
from tests.crew_app.sample import START_MS


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    use_language("en")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "Saturday 21 November"),
        ("ga", "Dé Sathairn 21 Samhain"),
        ("pl", "sobota, 21 listopada"),
        ("lt", "šeštadienis, lapkričio 21\u00a0d."),
        ("pt", "sábado, 21 de novembro"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(code: str, said: str) -> None:
    use_language(code)
    assert say_day(date(2026, 11, 21)) == said


@pytest.mark.parametrize("code", ["en", "ga", "pl", "lt", "pt"])
def test_hours_are_counted_to_twenty_four_in_the_councils_own_zone(code: str) -> None:
    use_language(code)
    summer = START_MS - 150 * 86_400_000
    time = LocalTime(ZoneInfo("Europe/London"))
    assert time.say_time(START_MS) == "07:12"
    assert time.say_time(summer + 12 * 3_600_000) == "20:12"


@pytest.mark.parametrize(
    ("code", "said"), [("en", "1.5"), ("ga", "1.5"), ("pl", "1,5"), ("lt", "1,5"), ("pt", "1,5")]
)
def test_a_decimal_has_the_languages_own_sign(code: str, said: str) -> None:
    use_language(code)
    assert say_decimal(1.46) == said


def test_the_councils_label_stands_in_english_and_the_code_is_translated_elsewhere() -> None:
    labels = {Reason.PARKED_VEHICLES: "Cars in the way"}
    assert say_reason(Reason.PARKED_VEHICLES, labels) == "Cars in the way"
    use_language("pl")
    assert say_reason(Reason.PARKED_VEHICLES, labels) == "Zaparkowane auta"


@pytest.mark.parametrize("code", ["en", "ga", "pl", "lt", "pt"])
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_word_in_every_language(code: str, reason: Reason) -> None:
    use_language(code)
    word = say_reason(reason, {})
    assert word
    assert code == "en" or reason in (Reason.ANIMAL,) or word != _english(reason, code)


def _english(reason: Reason, code: str) -> str:
    use_language("en")
    word = say_reason(reason, {})
    use_language(code)
    return word
