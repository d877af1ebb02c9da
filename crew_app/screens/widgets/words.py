"""Text that always fits its box: it wraps, and where that is not enough it is set smaller, so that no word is cut."""

from functools import lru_cache
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture
from kivy.metrics import sp
from kivy.properties import NumericProperty
from kivy.uix.label import Label

# A text is never set smaller than this, in sp; longer texts need a larger box.
SMALLEST_SP = 13
SAFETY_PX = 3  # Kivy rounds each glyph; a line that just fits may not


class Words(Label):
    """A label that fills its box. `largest` is the font size wanted, in pixels, `smallest` the last resort."""

    largest = NumericProperty(0)
    smallest = NumericProperty(sp(SMALLEST_SP))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bind(
            color=self.setter("disabled_color")
        )  # what is off is drawn off, its words stay legible
        self.disabled_color = self.color
        self.bind(size=self._fit, text=self._fit, largest=self._fit, bold=self._fit)
        self._fit()

    def _fit(self, *_: object) -> None:
        self.text_size = self.size
        if self.largest > 0 and min(self.size) > 1:
            self.font_size = fitting_size(
                self.text,
                (int(self.width), int(self.height)),
                (self.largest, min(self.largest, self.smallest)),
                bool(self.bold),
            )

    def on_texture(self, _label: object, texture: Texture | None) -> None:
        """Draw the letters now. Kivy would in the midst of the frame, and a graphics driver may have to stop for it."""
        if texture is not None:
            texture.bind()


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
def fitting_size(
    text: str,
    box: tuple[int, int],
    sizes: tuple[float, float],
    bold: bool,  # noqa: FBT001 - a font
) -> float:
    """The largest font size at which the text, wrapped at blanks, fits the box. sizes: the largest and the smallest."""
    size, smallest = sizes
    while size > smallest:
        lines, widest = _measure(text, box[0], size, bold)
        if widest <= box[0] and lines * _line_height(size, bold) <= box[1]:
            return size
        size -= 1
    return smallest


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
