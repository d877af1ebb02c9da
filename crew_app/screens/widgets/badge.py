"""The state of a place as a shape: a ring with its number, a disc with a tick, half a disc, a square with a cross."""

from functools import lru_cache
from math import ceil
from typing import Any

from kivy.graphics import (
    Color,
    InstructionGroup,
    Rectangle,
    SmoothEllipse,
    SmoothLine,
    SmoothRoundedRectangle,
)
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.properties import ColorProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from crew_app.screens.widgets.easel import make_picture
from crew_app.screens.widgets.theme import theme

_ICONS = {"completed": "tick", "missed": "cross", "partly": "", "left": ""}
_INKS = {"completed": "done_text", "missed": "missed_text", "partly": "ink", "left": "ink"}
# What a badge is laid together from: a picture, and the colour it has.
_PARTS = {
    "left": (("ring", "quiet"),),
    "completed": (("disc", "done"),),
    "partly": (("disc", "partly_ink"), ("half", "surface")),
    "missed": (("square", "missed"),),
}


class Badge(FloatLayout):
    """A state's shape and colour. `number` is shown while the place is left."""

    shape = StringProperty("left")
    number = StringProperty("")
    icon = StringProperty("")
    ink = ColorProperty("#000000")
    shown_number = StringProperty("")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._drawing = InstructionGroup()
        self.canvas.before.add(self._drawing)
        theme.bind(palette=self._draw)
        self.bind(pos=self._draw, size=self._draw, shape=self._draw, number=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self._drawing.clear()
        self.icon = _ICONS[self.shape]
        self.shown_number = self.number if self.shape == "left" else ""
        self.ink = getattr(theme, _INKS[self.shape])
        side = ceil(min(self.size))
        if side < 2:
            return
        pos = (
            round(self.x + (self.width - side) / 2),
            round(self.y + (self.height - side) / 2),
        )
        for part, colour in _PARTS[self.shape]:
            self._drawing.add(Color(rgba=getattr(theme, colour)))
            self._drawing.add(Rectangle(texture=_picture(part, side), pos=pos, size=(side, side)))


@lru_cache(maxsize=64)
def _picture(part: str, side: int) -> Texture:
    shape, middle, rim = InstructionGroup(), side / 2, dp(3)
    inner, inner_side = (rim, rim), (side - 2 * rim, side - 2 * rim)
    shape.add(
        {
            "ring": lambda: SmoothLine(
                circle=(middle, middle, middle - dp(1.5), 0, 360, 64), width=dp(1.2)
            ),
            "disc": lambda: SmoothEllipse(pos=(0, 0), size=(side, side), segments=64),
            "half": lambda: SmoothEllipse(
                pos=inner, size=inner_side, angle_start=0, angle_end=180, segments=64
            ),
            "square": lambda: SmoothRoundedRectangle(pos=(0, 0), size=(side, side), radius=[dp(7)]),
        }[part]()
    )
    return make_picture(shape, side)
