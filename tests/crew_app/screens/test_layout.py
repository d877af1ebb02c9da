"""Measured from the widget tree, on every screen in many states: nothing cut off, small, covered, outside or faint.

The states are those of `tests.pictures_app`, so whoever adds a screen adds its picture and it is measured here.
"""

import gettext
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crew_app.device.platform import find_device_name
from crew_app.net.enrol import APP
from crew_app.presenters.enrol_code import LETTERS
from crew_app.presenters.language import use_catalogue, use_language
from crew_app.presenters.lock import DIGITS
from crew_app.presenters.settings import OWN_NAMES
from crew_app.store.database import Store
from tests import pictures_looks
from tests.crew_app.phone import make_phone
from tests.habits.write_catalogues import TRANSLATED, forms_of, read_catalogue
from tests.pictures_app import Shoot

pytestmark = pytest.mark.window

LARGEST = 1.3
FRAMES = 3
GAP = re.compile(r"(%\(\w+\)[\d.]*[sdf])")
LONGER = 1.4


class Pseudo(gettext.NullTranslations):
    """A language in which every word is two fifths longer."""

    def gettext(self, message: str) -> str:
        parts = GAP.split(message)
        return "".join(part if GAP.fullmatch(part) else _longer(part) for part in parts)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


class Bracketed(gettext.NullTranslations):
    """A language in which every text stands in brackets: what stands outside was not said through gettext."""

    def gettext(self, message: str) -> str:
        return f"[{message}]"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


def _longer(text: str) -> str:
    return re.sub(
        r"[^\W\d_]{2,}", lambda word: word[0] + word[0][: round(len(word[0]) * (LONGER - 1))], text
    )


def find_longest_language() -> str:
    """The language whose texts are the longest in all."""

    def length(code: str) -> int:
        return sum(len(forms_of(message)[-1]) for message in read_catalogue(code) if message.id)

    return max(TRANSLATED, key=length)


@dataclass(frozen=True)
class Look:
    size: tuple[int, int]
    palette: str = "day"
    scale: float = 1.0
    language: str = "en"
    is_drawn: bool = False  # its colours are measured on what is drawn: once for each palette

    def __str__(self) -> str:
        return f"{self.size[0]}x{self.size[1]} {self.palette} {self.scale} {self.language}"


MADE_UP: dict[str, type[gettext.NullTranslations]] = {"pseudo": Pseudo, "bracketed": Bracketed}
SMALL, USUAL = (360, 800), (412, 915)
LONGEST = find_longest_language()
LOOKS = (
    Look(SMALL, is_drawn=True),
    Look(USUAL, "night", LARGEST, "pseudo", is_drawn=True),
    Look(SMALL, "high", LARGEST, LONGEST, is_drawn=True),
    Look(SMALL, "day", LARGEST, "pseudo"),
    *(Look(SMALL, "day", LARGEST, code) for code in TRANSLATED if code != LONGEST),
)


def find_least_letters(look: Look) -> int:
    """How small letters may be, in pixels: the words of a made-up language are longer than any real one's."""
    return 12 if look.language in MADE_UP else 14


@contextmanager
def dressed(look: Look, folder: Path) -> Iterator[Any]:
    """A new phone that looks like that, at its first screen."""
    from kivy.clock import Clock  # noqa: PLC0415 - opens the window
    from kivy.core.window import Window  # noqa: PLC0415 - opens the window

    from crew_app.screens.widgets.theme import theme  # noqa: PLC0415 - opens the window
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    phone = make_phone(folder)
    phone.store.close()
    Window.size = look.size
    frames_a_second, Clock._max_fps = Clock._max_fps, 0  # nobody watches: no pause between frames
    try:
        with take_in_hand(folder, palette=look.palette, scale=look.scale) as hand:
            if look.language in MADE_UP:
                use_catalogue(look.language, MADE_UP[look.language]())
            else:
                use_language(look.language)
            yield hand
    finally:
        Clock._max_fps = frames_a_second
        use_language("en")
        theme.wear("day")
        Window.size = USUAL


def walk(hand: Any, measure: Callable[[Any, str], list[str]]) -> tuple[list[str], set[str]]:
    """Every state of the tour, with what was found there; and which screens were visited."""
    found, visited = [], set()
    for name, act in Shoot(hand.app, hand.clock).list_steps():
        act()
        hand.app.presenters[hand.app.root.current].refresh()
        hand.frames(FRAMES)
        visited.add(hand.app.root.current)
        if name:
            found += [f"{name}: {one}" for one in measure(hand.screen, name)]
    return found, visited


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_screen_is_whole_and_legible(look: Look, tmp_path: Path) -> None:
    from tests.crew_app.screens import measuring  # noqa: PLC0415 - opens the window

    def measure(screen: Any, _name: str) -> list[str]:
        return [
            *measuring.list_small_targets(screen),
            *measuring.list_cut(screen, find_least_letters(look)),
            # a made-up word may be longer than any real one: it may break, but not be cut
            *(measuring.list_broken(screen) if look.language not in MADE_UP else ()),
            *measuring.list_overlaps(screen),
            *measuring.list_outside(screen),
            *(
                measuring.list_faint(screen, measuring.take_picture(screen))
                if look.is_drawn
                else ()
            ),
        ]

    with dressed(look, tmp_path) as hand:
        found, _ = walk(hand, measure)
    assert found == [], f"{len(found)} findings:\n" + "\n".join(found)


def test_every_screen_is_visited_and_every_text_comes_from_the_catalogues(tmp_path: Path) -> None:
    """A screen that is not there: add a step for it to `tests.pictures_app`."""
    from crew_app.screen_table import SCREENS  # noqa: PLC0415 - opens the window
    from tests.crew_app.screens import measuring  # noqa: PLC0415 - opens the window

    given: set[str] = set()  # grows with every pack that the tour brings

    def is_foreign(text: str, store: Store) -> bool:
        if words_outside(text) - given:
            given.update(list_given(store))
        return bool(words_outside(text) - given)

    with dressed(Look(USUAL, language="bracketed"), tmp_path) as hand:
        found, visited = walk(
            hand,
            lambda screen, _name: [
                text for text in measuring.list_texts(screen) if is_foreign(text, hand.app.store)
            ],
        )
    assert found == []
    assert set(SCREENS) - visited == set()


def list_given(store: Store) -> set[str]:
    """Every word of the phone's pack and feed, and the few that are nobody's to translate."""
    texts = [find_device_name(), APP, *OWN_NAMES.values(), *DIGITS, *LETTERS]
    for table in (
        "setting",
        "collection",
        "street",
        "entry",
        "premises",
        "stream",
        "message",
        "return_asked",
    ):
        for row in store.connection.execute(f"select * from {table}"):  # noqa: S608 - our own names
            texts += [str(value) for value in row]
    texts += [str(row[0]) for row in store.connection.execute("select device from server_mark")]
    return set(re.findall(r"[^\W\d_]+", " ".join(texts)))


# letters that somebody typed, and addresses
TYPED = re.compile(r"[A-Z0-9 ]+|https?://\S+")


def words_outside(text: str) -> set[str]:
    """The words that stand in no bracket. A pack's own texts may hold brackets of their own: none of ours does."""
    text = "" if TYPED.fullmatch(text) else text
    while re.search(r"\[[^\[\]]*\]", text):
        text = re.sub(r"\[[^\[\]]*\]", " ", text)
    return set(re.findall(r"[^\W\d_]{2,}", text))


def test_the_pictures_are_of_the_longest_language() -> None:
    assert pictures_looks.LONGEST == LONGEST


def test_a_word_outside_the_catalogues_would_be_found() -> None:
    assert words_outside("[Last: [Animal]] 12 Ormeau Avenue") == {"Ormeau", "Avenue"}
