"""The settings by touch: a tap is worn at once, outlives the app, and the depot's keys lie behind its PIN."""

from typing import TYPE_CHECKING, Any

import pytest

from crew_app.presenters.language import spoken_language, use_language
from crew_app.store.admin_lock import FREE_TRIES, find_lock
from crew_app.store.preferences import Network, find_network, find_preferences
from tests.crew_app.sample import COLLECTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crew_app.screens.hand import Hand

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def english_afterwards() -> "Iterator[None]":
    yield
    use_language("en")
    from crew_app.screens.widgets.theme import theme  # noqa: PLC0415 - opens the window

    theme.wear("day")


def choose(hand: "Hand", section: str, code: str) -> None:
    """Tap an option, scrolled to as a finger would."""
    from crew_app.screens.settings import OptionKey  # noqa: PLC0415 - opens the window
    from crew_app.screens.widgets.prompt import Page  # noqa: PLC0415 - opens the window

    page = next(w for w in hand.walk() if isinstance(w, Page))
    keys = [w for w in hand.walk() if isinstance(w, OptionKey)]
    key = next(k for k in keys if (k.row.section, k.row.code) == (section, code))
    page.scroll_to(key, animate=False)
    hand.frames(3)
    hand.touch(key)


def tap_deep(hand: "Hand", text: str) -> None:
    """Tap a key that may lie below the edge."""
    from crew_app.screens.widgets.prompt import Page  # noqa: PLC0415 - opens the window

    next(w for w in hand.walk() if isinstance(w, Page)).scroll_to(
        hand.find_key(text), animate=False
    )
    hand.frames(3)
    hand.tap(text)


def type_pin(hand: "Hand", pin: str) -> None:
    for digit in pin:
        hand.tap(digit)
    hand.tap("Ready")


def open_settings(hand: "Hand") -> None:
    hand.touch(next(w for w in hand.walk() if getattr(w, "icon", "") == "gear"))
    assert hand.app.root.current == "settings"


def test_the_settings_are_one_tap_from_the_start_of_a_shift(hand: "Hand") -> None:
    open_settings(hand)
    hand.at("settings").back()
    assert hand.app.root.current == "shift_start"


def test_the_settings_are_one_tap_from_the_round(round_hand: "Hand") -> None:
    tool = next(
        w for w in round_hand.walk() if getattr(getattr(w, "row", None), "place", "") == "settings"
    )
    round_hand.touch(tool)
    assert round_hand.app.root.current == "settings"
    round_hand.at("settings").back()
    assert round_hand.app.root.current == "round"


def test_a_language_is_spoken_at_once_and_again_tomorrow(hand: "Hand") -> None:
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    open_settings(hand)
    choose(hand, "language", "pl")
    assert "Ustawienia" in hand.texts()
    hand.at("settings").back()
    hand.frames(3)
    assert "Zacznij zmianę" in hand.texts()
    use_language("en")
    with take_in_hand(hand.app.fittings.folder) as again:
        assert spoken_language() == "pl"
        assert "Zacznij zmianę" in again.texts()


def test_each_language_is_named_in_itself(hand: "Hand") -> None:
    open_settings(hand)
    for code in ("lt", "ga", "en"):
        choose(hand, "language", code)
        assert {"English", "Gaeilge", "Polski", "Lietuvių", "Português"} <= set(hand.texts())


def test_text_and_colours_change_under_the_finger(hand: "Hand") -> None:
    from crew_app.screens.widgets.theme import theme  # noqa: PLC0415 - opens the window

    open_settings(hand)
    before = theme.body
    choose(hand, "text_size", "largest")
    assert theme.body == pytest.approx(1.3 * before)
    for palette in ("night", "high", "day"):
        choose(hand, "theme", palette)
        assert theme.palette == palette


def test_by_daylight_it_is_night_before_sunrise_and_day_after(hand: "Hand") -> None:
    from crew_app.screens.widgets.theme import theme  # noqa: PLC0415 - opens the window

    open_settings(hand)
    choose(hand, "theme", "auto")
    assert theme.palette == "night"  # 07:12 in November
    hand.clock.pass_time(3 * 3_600_000)
    hand.app.dress()
    assert theme.palette == "day"


def test_for_the_left_hand_the_main_key_lies_left(hand: "Hand") -> None:
    def places(hand: "Hand") -> tuple[float, float]:
        keys: dict[str, Any] = {w.text: w for w in hand.walk() if getattr(w, "text", "") in ("Open", "Completed")
                                and hasattr(w, "look")}  # fmt: skip
        return keys["Open"].center_x, keys["Completed"].center_x

    hand.tap_row("collection", COLLECTION)
    hand.tap("Start shift")
    beside, main = places(hand)
    assert beside < main
    hand.at("round").use("settings")
    choose(hand, "hand", "left")
    hand.at("settings").back()
    hand.frames(4)
    beside, main = places(hand)
    assert main < beside
    hand.tap("Completed")
    assert hand.state.counts[1].number == "1"


def test_send_nothing_is_said_on_every_screen(hand: "Hand") -> None:
    open_settings(hand)
    choose(hand, "network", "off")
    assert find_network(hand.app.store) is Network.OFF
    assert "Sending off" in hand.texts()
    hand.at("settings").back()
    hand.frames(3)
    assert "Sending off" in hand.texts()


def test_without_a_pin_the_depots_keys_are_open_and_a_pin_closes_them(hand: "Hand") -> None:
    open_settings(hand)
    tap_deep(hand, "For the depot")
    assert hand.app.root.current == "depot"
    hand.tap("Set a PIN")
    type_pin(hand, "2468")
    type_pin(hand, "2468")
    assert hand.app.root.current == "depot"
    hand.at("depot").back()
    hand.frames(3)
    tap_deep(hand, "For the depot")
    assert hand.app.root.current == "lock"
    type_pin(hand, "1111")
    assert "That was not the PIN." in hand.texts()
    type_pin(hand, "2468")
    assert hand.app.root.current == "depot"


def test_two_pins_that_differ_set_none(hand: "Hand") -> None:
    open_settings(hand)
    tap_deep(hand, "For the depot")
    hand.tap("Set a PIN")
    type_pin(hand, "2468")
    type_pin(hand, "2469")
    assert find_lock(hand.app.store) is None
    assert hand.app.root.current == "lock"


def test_after_three_wrong_pins_even_the_right_one_waits(hand: "Hand") -> None:
    from crew_app.presenters.handset import Place  # noqa: PLC0415
    from crew_app.store.admin_lock import put_pin  # noqa: PLC0415

    put_pin(hand.app.store, "2468", bytes(16))
    hand.app.go(Place("lock"))
    hand.frames(3)
    for _ in range(FREE_TRIES):
        type_pin(hand, "0000")
    type_pin(hand, "2468")
    assert hand.app.root.current == "lock"
    assert any(text.startswith("Too many wrong PINs.") for text in hand.texts())
    hand.clock.pass_time(60_000)
    type_pin(hand, "2468")
    assert hand.app.root.current == "depot"


def test_with_a_pin_the_outbox_leads_to_the_lock_first(hand: "Hand") -> None:
    from crew_app.presenters.handset import Place  # noqa: PLC0415
    from crew_app.store.admin_lock import put_pin  # noqa: PLC0415

    put_pin(hand.app.store, "2468", bytes(16))
    for act in ("save_file", "open_enrol"):
        hand.app.go(Place("outbox"))
        getattr(hand.at("outbox"), act)()
        assert hand.app.root.current == "lock"


def test_another_servers_address_leads_to_a_code_for_it(hand: "Hand") -> None:
    from crew_app.presenters.handset import Place  # noqa: PLC0415

    hand.app.go(Place("depot"))
    depot = hand.at("depot")
    depot.type_server("not an address")
    depot.open_enrol()
    assert hand.app.root.current == "depot"
    depot.type_server("https://bins.example.gov.uk/")
    depot.open_enrol()
    hand.frames(3)
    assert hand.app.root.current == "enrol"
    assert "bins.example.gov.uk" in hand.texts()


def test_what_nobody_chose_is_not_kept(hand: "Hand") -> None:
    open_settings(hand)
    hand.at("settings").back()
    assert find_preferences(hand.app.store).language is None
