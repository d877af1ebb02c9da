"""The street names on the map: each along its street where there is room, none over another."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.graphics import (
    Color,
    InstructionGroup,
    PopMatrix,
    PushMatrix,
    Rectangle,
    Rotate,
    Translate,
)

from crew_app.screens.widgets.map_shapes import NamePlace
from crew_app.screens.widgets.map_view import MapView, Pair

MOST_NAMES = 40
ROOM = 1.15  # of its length on the screen, what a name may take of its street
PAD = 2.0
NARROWEST = 0.38  # of the letters' height, what a letter takes at least


@dataclass(frozen=True, slots=True)
class NameLook:
    """How names are written: letters (pixels), ink and the ground behind them, how far beside the line."""

    letters: float
    ink: tuple[float, ...]
    ground: tuple[float, ...]
    beside: float


class MapNames(InstructionGroup):
    """All names as one group, which is pushed along while the map is."""

    def __init__(self) -> None:
        super().__init__()
        self._shift = Translate(0, 0)

    def push(self, by: Pair) -> None:
        """Move all names by so many pixels from where they were written."""
        self._shift.x, self._shift.y = by

    def write(
        self, names: Iterable[tuple[str, NamePlace]], view: MapView, corner: Pair, look: NameLook
    ) -> int:
        """Write the names that have room, in the order given; gives how many."""
        self.clear()
        self._shift = Translate(0, 0)
        self.add(PushMatrix())
        self.add(self._shift)
        taken: list[tuple[float, float, float, float]] = []
        for name, place in names:
            if len(taken) >= MOST_NAMES:
                break
            box = self._find_box(name, place, view, look)
            if box is not None and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                self._write_one(name, place, (view, corner, look))
        self.add(PopMatrix())
        return len(taken)

    def _find_box(
        self, name: str, place: NamePlace, view: MapView, look: NameLook
    ) -> tuple[float, float, float, float] | None:
        """The upright box around the name, or None where it has no room or is not to be seen."""
        room = place.length_m * view.scale * ROOM
        if room < len(name) * look.letters * NARROWEST or not view.shows(place.middle, room):
            return None  # without asking for its letters, which is dear
        wide, high = _texture(name, look.letters).size
        if wide > room:
            return None
        x, y = _beside(view.to_screen(place.middle), place, look.beside + high / 2)
        turn = math.radians(place.turn_deg)
        half_x = (abs(wide * math.cos(turn)) + abs(high * math.sin(turn))) / 2
        half_y = (abs(wide * math.sin(turn)) + abs(high * math.cos(turn))) / 2
        if not (-half_x < x < view.size[0] + half_x and -half_y < y < view.size[1] + half_y):
            return None
        return x - half_x, y - half_y, x + half_x, y + half_y

    def _write_one(self, name: str, place: NamePlace, how: tuple[MapView, Pair, NameLook]) -> None:
        view, corner, look = how
        texture = _texture(name, look.letters)
        wide, high = texture.size
        x, y = _beside(view.to_screen(place.middle), place, look.beside + high / 2)
        self.add(PushMatrix())
        self.add(Translate(x + corner[0], y + corner[1]))
        self.add(Rotate(angle=place.turn_deg, axis=(0, 0, 1)))
        self.add(Color(*look.ground))
        self.add(
            Rectangle(pos=(-wide / 2 - PAD, -high / 2 + PAD), size=(wide + 2 * PAD, high - 2 * PAD))
        )
        self.add(Color(*look.ink))
        self.add(Rectangle(texture=texture, pos=(-wide / 2, -high / 2), size=(wide, high)))
        self.add(PopMatrix())


def _beside(spot: Pair, place: NamePlace, by: float) -> Pair:
    turn = math.radians(place.turn_deg + 90)
    return spot[0] + by * math.cos(turn), spot[1] + by * math.sin(turn)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@lru_cache(maxsize=512)
def _texture(name: str, letters: float) -> Any:
    label = CoreLabel(text=name, font_size=letters, bold=True, color=(1, 1, 1, 1))
    label.refresh()
    return label.texture
