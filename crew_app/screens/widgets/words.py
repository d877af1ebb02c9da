"""Text that always fits its box: it wraps, and where that is not enough it is set smaller, so that no word is cut."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.metrics import sp
from kivy.properties import NumericProperty
from kivy.uix.label import Label

from crew_app.screens.widgets.letters import Letters, Setting

# A text is never set smaller than this, in sp; longer texts need a larger box.
SMALLEST_SP = 13
SAFETY_PX = 3  # Kivy rounds each glyph; a line that just fits may not
# How much of the room that a text leaves lies on its left, and below it.
_SHARE_LEFT = {"center": 0.5, "right": 1.0}
_SHARE_BELOW = {"bottom": 0.0, "top": 1.0}
_LETTERS = Letters()


@dataclass(frozen=True, slots=True)
class Fit:
    """How a text is set in its box. box: what the setter is told of it; None where the text takes what it needs."""

    font_size: float
    box: tuple[float | None, float | None]


class Words(Label):
    """A label that fills its box. `largest` is the font size wanted, in pixels, `smallest` the last resort.

    Its picture is no larger than its letters, and shared by all that say the same.
    """

    largest = NumericProperty(0)
    smallest = NumericProperty(sp(SMALLEST_SP))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bind(
            color=self.setter("disabled_color")
        )  # what is off is drawn off, its words stay legible
        self.disabled_color = self.color
        self._kept: CoreLabel | None = None
        self._quad, self._drawing = Rectangle(), InstructionGroup()
        self.canvas.add(self._drawing)
        self.bind(size=self._fit, text=self._fit, largest=self._fit, bold=self._fit)
        self.bind(pos=self._place, size=self._place)
        self._fit()

    def _fit(self, *_: object) -> None:
        """Choose the letters' size now, so that nothing is seen that does not fit; they are drawn before the frame."""
        box = (int(self.width), int(self.height))
        self._fitted = Fit(0.0, box)  # of Kivy's own size
        if self.largest > 0 and min(box) > 1:
            sizes = (self.largest, min(self.largest, self.smallest))
            self._fitted = fit(self.text, box, sizes, bool(self.bold))
            self.font_size = self._fitted.font_size
        self._trigger_texture()  # the same size may be wrapped otherwise

    def texture_update(self, *_: object) -> None:
        """Show the text. Kivy would draw it over the texture of the text before."""
        if not self.text.strip() or min(self.size) <= 1:
            self._kept, self.texture, self.texture_size = None, None, (0, 0)
        else:
            self._kept = self._set()
            self.texture = self._kept.texture
            self.texture_size = self.texture.size
        self._place()

    def _set(self) -> CoreLabel:
        box = self._fitted.box
        kept = _LETTERS.set(self._setting(box))
        if kept.texture.height > self.height:  # cut off at its box rather than drawn over others
            kept = _LETTERS.set(self._setting((int(self.width), int(self.height))))
        return kept

    def _setting(self, box: tuple[float | None, float | None]) -> Setting:
        return Setting(
            self.text,
            self.font_size,
            bool(self.bold),
            tuple(self.disabled_color if self.disabled else self.color),
            (self.halign, self.valign),
            box,
        )

    def _place(self, *_: object) -> None:
        """Put the letters where the box wants them."""
        if self.texture is None:
            self._drawing.clear()
            return
        wide, high = self.texture.size
        x = self.x + (self.width - wide) * _SHARE_LEFT.get(self.halign, 0.0)
        y = self.y + (self.height - high) * _SHARE_BELOW.get(self.valign, 0.5)
        self._quad.texture = self.texture
        self._quad.pos, self._quad.size = (int(x), int(y)), (wide, high)
        if not self._drawing.children:
            self._drawing.add(Color(1, 1, 1, 1))
            self._drawing.add(self._quad)


class Paragraph(Label):
    """A label as wide as its box and as high as its text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.size_hint_y = None
        self.bind(width=self._wrap, texture_size=self._grow)

    def _wrap(self, *_: object) -> None:
        self.text_size = (self.width, None)

    def _grow(self, *_: object) -> None:
        self.height = self.texture_size[1] if self.text else 0


@lru_cache(maxsize=4096)
def fit(
    text: str,
    box: tuple[int, int],
    sizes: tuple[float, float],
    bold: bool,  # noqa: FBT001 - a font
) -> Fit:
    """The largest font size at which the text, wrapped at blanks, fits the box. sizes: the largest and the smallest."""
    size, smallest = sizes
    while size > smallest:
        lines, widest = _measure(text, box[0], size, bold)
        if widest <= box[0] and lines * _line_height(size, bold) <= box[1]:
            return Fit(size, (None, None) if lines == 1 else (box[0], None))
        size = math.ceil(size - 1)  # whole pixels: 14.0, where 14.8 is too large, and not 13.8
    return Fit(smallest, box)


def _measure(text: str, width: int, size: float, bold: bool) -> tuple[int, float]:  # noqa: FBT001 - a font
    """How many lines the text takes when wrapped at this width, and the widest word."""
    font = _font(size, bold)
    lines, widest = 0, 0.0
    for part in text.split("\n"):
        lines += 1
        line = ""
        for word in part.split(" "):
            widest = max(widest, font.get_extents(word)[0])
            longer = f"{line} {word}" if line else word
            if line and font.get_extents(longer)[0] > width - SAFETY_PX:
                lines, line = lines + 1, word
            else:
                line = longer
    return lines, widest


@lru_cache(maxsize=64)
def _line_height(size: float, bold: bool) -> int:  # noqa: FBT001 - a font
    """What a line takes. Kivy leaves a line out, without a word, when it is too high by one pixel."""
    return int(_font(size, bold).get_extents("Ag")[1])


@lru_cache(maxsize=64)
def _font(size: float, bold: bool) -> CoreLabel:  # noqa: FBT001 - a font
    return CoreLabel(font_size=size, bold=bold)
