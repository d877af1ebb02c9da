"""Measured from the widget tree, on every screen: targets for gloves, and no text cut off."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from crew_app.presenters.handset import Place
from sync.words import Reason
from tests.crew_app.sample import COLLECTION, uprn_of, usrn_of

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand

pytestmark = pytest.mark.window

LEAST_TARGET_PX = 64  # the window has one pixel a dp
LONG_STREET = 10


def every_screen(hand: "Hand") -> Iterator[str]:
    """Goes to each screen in turn, in a state with much to show."""
    go: Callable[..., None] = lambda name, *what: hand.app.go(Place(name, *what))  # noqa: E731
    street, premises = usrn_of(LONG_STREET), uprn_of(LONG_STREET, 9)
    hand.at("shift_start").choose(COLLECTION)
    yield "shift_start"
    hand.at("shift_start").start()
    yield "round"
    hand.at("round").complete(street)
    go("premises", street, premises)
    yield "premises"
    hand.at("premises").give(Reason.SIDE_WASTE)
    yield "street, with an exception"
    go("premises", street, premises)
    hand.at("premises").give(Reason.CONTAMINATED)
    yield "premises, the material"
    for name in ("not_collected", "partly"):
        go(name, usrn_of(2))
        yield name
    for name in ("outbox", "shift_end", "enrol"):
        go(name)
        yield name


def seen(hand: "Hand") -> list[Any]:
    """The widgets that can be seen: those with an extent whose parents all show them."""
    return [w for w in hand.walk() if w.width > 1 and w.height > 1 and _is_shown(w)]


def _is_shown(widget: Any) -> bool:
    while widget.parent is not None and widget.parent is not widget:
        if not widget.opacity or widget.height < 1 or widget.width < 1:
            return False
        widget = widget.parent
    return True


def test_every_target_is_large_enough_for_a_glove(hand: "Hand") -> None:
    from kivy.uix.behaviors import ButtonBehavior  # noqa: PLC0415 - opens the window

    small = []
    for screen in every_screen(hand):
        hand.frames(5)
        for widget in seen(hand):
            if isinstance(widget, ButtonBehavior) and min(widget.size) < LEAST_TARGET_PX:
                small.append((screen, type(widget).__name__, widget.size, widget.text))
    assert small == []


def test_no_text_is_cut_off(hand: "Hand") -> None:
    from crew_app.screens.widgets.words import Words  # noqa: PLC0415 - opens the window

    cut = []
    for screen in every_screen(hand):
        hand.frames(5)
        for widget in seen(hand):
            if isinstance(widget, Words) and widget.text:
                width, height = widget.texture_size
                needed = _needed(widget)
                if needed[0] > widget.width + 1 or needed[1] > widget.height + 3:
                    cut.append((screen, widget.text, needed, widget.size, (width, height)))
    assert cut == []


def _needed(words: Any) -> tuple[float, float]:
    """What the text takes when only its width is given."""
    from kivy.core.text import Label as CoreLabel  # noqa: PLC0415 - opens the window

    label = CoreLabel(
        text=words.text,
        font_size=words.font_size,
        bold=words.bold,
        text_size=(words.width, None),
    )
    label.refresh()
    width, height = label.texture.size
    return float(width), float(height)


def test_every_screen_shows_something_in_its_upper_and_its_lower_half(hand: "Hand") -> None:
    for screen in every_screen(hand):
        hand.frames(5)
        labels = [w for w in seen(hand) if getattr(w, "text", "") and hasattr(w, "texture_size")]
        heights = [w.to_window(*w.center)[1] for w in labels]
        assert min(heights) < 915 / 2 < max(heights), screen
