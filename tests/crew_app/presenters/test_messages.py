"""Messages on the phone: listed, opened, read; one that has to be confirmed is read by the key alone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crew_app.presenters.handset import Place
from crew_app.presenters.language import use_language
from crew_app.presenters.message import MessagePresenter
from crew_app.presenters.messages import MessagesPresenter, glimpse_of
from crew_app.store.messages import count_unread
from crew_app.store.sending import count_ops
from sync.device_log import Effects
from sync.exchange import Change
from sync.pack import PackMessage
from sync.packs import encode_message
from sync.words import OpKind
from tests.crew_app.errands import LONG, LONG_TEXT, READ_LATER, SHORT, make_busy_pack
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import START_MS


@pytest.fixture
def speak() -> Iterator[Callable[[str], None]]:
    """Speaks a language until the test is over."""
    yield use_language
    use_language("en")


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path)
    phone.take_pack(make_busy_pack())
    return phone


def listed(phone: Phone) -> MessagesPresenter:
    presenter = MessagesPresenter(phone.handset)
    presenter.enter(Place("messages"))
    return presenter


def opened(phone: Phone, message_id: str) -> MessagePresenter:
    presenter = MessagePresenter(phone.handset)
    presenter.enter(Place("message", what=message_id))
    return presenter


def list_read(phone: Phone) -> list[str]:
    rows = phone.store.connection.execute(
        "select ent from op where kind = ? order by pos", (OpKind.MESSAGE_READ,)
    )
    return [row["ent"] for row in rows]


def test_the_newest_message_comes_first_and_says_how_it_stands(phone: Phone) -> None:
    state = listed(phone).state
    assert [row.message_id for row in state.rows] == [SHORT, READ_LATER, LONG]
    assert [row.state for row in state.rows] == ["New", "Please confirm", "New"]
    assert state.subtitle == "3 not read"


def test_a_long_message_begins_in_the_list_and_is_whole_when_opened(phone: Phone) -> None:
    glimpse = listed(phone).state.rows[2].glimpse
    assert glimpse.endswith(" …")
    assert LONG_TEXT.startswith(glimpse.removesuffix(" …"))
    assert opened(phone, LONG).state.text == LONG_TEXT


def test_opening_a_message_records_once_that_it_was_read(phone: Phone) -> None:
    presenter = opened(phone, SHORT)
    assert list_read(phone) == [f"message/{SHORT}"]
    assert presenter.state.standing == "Marked as read. Safe on this phone, not sent yet"
    opened(phone, SHORT)
    assert list_read(phone) == [f"message/{SHORT}"]
    assert count_unread(phone.store) == 2
    assert listed(phone).state.rows[0].state == "Read"


def test_a_message_to_be_confirmed_is_not_read_by_opening_it(phone: Phone) -> None:
    presenter = opened(phone, READ_LATER)
    assert list_read(phone) == []
    assert presenter.state.confirm == "I have read it"
    presenter.confirm()
    presenter.confirm()
    assert list_read(phone) == [f"message/{READ_LATER}"]
    assert presenter.state.confirm == ""


def test_a_message_the_depot_took_back_says_so_and_records_nothing(phone: Phone) -> None:
    phone.log.apply(Effects(feed=(Change(1, "message", SHORT, None, None),)))
    assert opened(phone, SHORT).state.text == "The depot has taken this message back."
    assert count_ops(phone.store).all == 0


def test_without_a_shift_the_way_back_leads_to_its_start(phone: Phone) -> None:
    listed(phone).back()
    assert phone.gone[-1] == Place("shift_start")


def decided(phone: Phone, code: str, **changes: str) -> None:
    """A message that the server worded itself comes with the feed."""
    fields = {
        "place": "4 Ash Road",
        "stream": "General waste",
        "on": "2026-11-19",
        "why": "See the photo.",
    }
    message = PackMessage(
        READ_LATER,
        "4 Ash Road, General waste, 19 November: in English.",
        START_MS,
        code=code,
        fields=tuple((fields | changes).items()),
    )
    change = Change(1, "message", READ_LATER, None, encode_message(message))
    phone.log.apply(Effects(feed=(change,)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "4 Ash Road, General waste, 19 November: A manager found the resident right. See the photo.",
        ),
        (
            "pl",
            "4 Ash Road, General waste, 19 listopada: Kierownik przyznał rację mieszkańcowi. See the photo.",
        ),
    ],
)
def test_a_decision_is_told_in_the_phones_language(
    phone: Phone, speak: Callable[[str], None], language: str, said: str
) -> None:
    decided(phone, "decision.upheld")
    speak(language)
    assert opened(phone, READ_LATER).state.text == said
    assert listed(phone).state.rows[0].glimpse == glimpse_of(said)


@pytest.mark.parametrize(
    ("code", "changes"), [("decision.of_a_newer_server", {}), ("decision.upheld", {"place": ""})]
)
def test_what_the_app_cannot_word_is_shown_as_it_came(
    phone: Phone, code: str, changes: dict[str, str]
) -> None:
    decided(phone, code, **changes)
    assert opened(phone, READ_LATER).state.text.endswith("in English.")


def test_a_decision_without_a_day_is_told_without_one(phone: Phone) -> None:
    decided(phone, "decision.rejected", on="")
    words = "4 Ash Road, General waste: A manager found that your record stands. See the photo."
    assert opened(phone, READ_LATER).state.text == words
