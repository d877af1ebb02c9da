"""How things are drawn in the real window: in their place, with few instructions, never over what a frame uses."""

from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand

pytestmark = pytest.mark.window
GROUND, INK = (255, 255, 255), (0, 0, 0, 1)
ALIGNED = [
    ("left", "bottom", 0.0, 0.0),
    ("center", "middle", 0.5, 0.5),
    ("right", "top", 1.0, 1.0),
]
# Of the round with its list full; before pictures were kept: 1,602.
MOST_INSTRUCTIONS = 420


def seen_at(widget: Any) -> tuple[int, int, int, int]:
    """Where something dark is drawn on white: left, bottom, right and top, in pixels of the widget's own box."""
    picture = drawn(widget)
    box = picture.convert("L").point(lambda light: 255 if light < 128 else 0).getbbox()
    assert box is not None
    left, top, right, bottom = box
    return left, picture.height - bottom, right, picture.height - top


def drawn(widget: Any) -> Image.Image:
    from tests.crew_app.screens.measuring import take_picture  # noqa: PLC0415 - opens the window

    return take_picture(widget)


def on_white(widget: Any) -> Any:
    """The widget on a white ground of its own size."""
    from kivy.graphics import Color, Rectangle  # noqa: PLC0415 - opens the window

    with widget.canvas.before:
        Color(1, 1, 1, 1)
        widget.white = Rectangle(pos=widget.pos, size=widget.size)
    return widget


def settle() -> None:
    from kivy.base import EventLoop  # noqa: PLC0415 - opens the window

    EventLoop.idle()


def make_words(hand: "Hand", **given: Any) -> Any:
    from crew_app.screens.widgets.words import Words  # noqa: PLC0415 - opens the window

    assert hand.app.root is not None  # the rules are loaded
    words = Words(color=INK, largest=20, **given)
    settle()
    return words


def make_icon(hand: "Hand", **given: Any) -> Any:
    from crew_app.screens.widgets.icon import Icon  # noqa: PLC0415 - opens the window

    assert hand.app.root is not None
    return Icon(tint=INK, **given)


def test_an_icon_stands_in_the_middle_of_its_box_wherever_it_is_moved(new_phone: "Hand") -> None:
    icon = make_icon(new_phone, name="cross")
    icon.size = (40, 60)
    icon.pos = (30, 10)
    left, bottom, right, top = seen_at(on_white(icon))
    assert abs(left - (40 - right)) <= 1
    assert abs(bottom - (60 - top)) <= 1
    assert 20 < right - left <= 40


@pytest.mark.parametrize("name", ["tick", "again", "half", "search"])
def test_an_icon_is_one_quad_however_many_strokes_it_has(new_phone: "Hand", name: str) -> None:
    icon = make_icon(new_phone, name=name, size=(28, 28))
    assert count(icon.canvas)["Rectangle"] == 1
    assert sum(count(icon.canvas).values()) <= 3
    icon.name = ""
    assert sum(count(icon.canvas).values()) == 0


@pytest.mark.parametrize(("across", "up", "share_left", "share_below"), ALIGNED)
def test_words_stand_in_their_box_as_they_are_aligned(
    new_phone: "Hand", across: str, up: str, share_left: float, share_below: float
) -> None:
    words = make_words(new_phone, text="mmm", halign=across, valign=up)
    words.size = (120, 60)
    words.pos = (7, 5)
    settle()
    left, bottom, right, top = seen_at(on_white(words))
    wide, high = words.texture_size
    assert high < 40
    assert wide < 80  # no larger than the letters
    assert left == pytest.approx((120 - wide) * share_left, abs=3)
    assert right == pytest.approx(wide + (120 - wide) * share_left, abs=3)
    lowest = (60 - high) * share_below
    assert lowest <= bottom < top <= lowest + high


def test_what_says_the_same_shares_a_picture(new_phone: "Hand") -> None:
    one, other = (make_words(new_phone, text="Quay Street", size=(200, 40)) for _ in range(2))
    assert one.texture is other.texture


def test_another_text_leaves_the_picture_of_the_one_before_alone(new_phone: "Hand") -> None:
    """A frame that still uses it would make the whole drawing wait."""
    words = make_words(new_phone, text="12 premises", size=(200, 40))
    before, pixels = words.texture, words.texture.pixels
    words.text = "34 premises"
    settle()
    assert words.texture is not before
    assert before.pixels == pixels


def test_texts_used_longest_ago_are_forgotten_first(new_phone: "Hand") -> None:
    from crew_app.screens.widgets.letters import Letters, Setting  # noqa: PLC0415 - opens the window

    assert new_phone.app.root is not None

    def setting(text: str) -> Setting:
        return Setting(text, 20.0, False, INK, ("left", "middle"), (100, 40))

    letters = Letters(most_bytes=2 * 100 * 40 * 4)
    first, second = letters.set(setting("first")), letters.set(setting("second"))
    assert letters.set(setting("first")) is first
    letters.set(setting("third"))
    assert letters.set(setting("first")) is first
    assert letters.set(setting("second")) is not second


def test_what_the_phone_took_from_the_graphics_comes_back(round_hand: "Hand") -> None:
    from kivy.graphics.context import get_context  # noqa: PLC0415 - opens the window

    before = drawn(round_hand.screen)
    get_context().reload()
    round_hand.frames(2)
    assert drawn(round_hand.screen).tobytes() == before.tobytes()


def test_a_pressed_key_is_darker_and_afterwards_as_before(round_hand: "Hand") -> None:
    key = next(w for w in round_hand.walk() if getattr(w, "text", "") == "Completed")
    before = drawn(key)
    key.state = "down"
    assert drawn(key).tobytes() != before.tobytes()
    key.state = "normal"
    assert drawn(key).tobytes() == before.tobytes()


def test_the_round_takes_few_instructions(round_hand: "Hand") -> None:
    found = count(round_hand.app.root.canvas)
    assert sum(found.values()) <= MOST_INSTRUCTIONS, found


def count(canvas: Any) -> dict[str, int]:
    """How many instructions of each kind a canvas holds; a Rectangle brings a BindTexture of its own."""
    kinds: dict[str, int] = {}
    for one in canvas.children:
        if hasattr(one, "children"):
            for kind, number in count(one).items():
                kinds[kind] = kinds.get(kind, 0) + number
        else:
            kinds[type(one).__name__] = kinds.get(type(one).__name__, 0) + 1
    return kinds
