"""Keeps the pictures of texts: a text seen before is not set again, and a picture is never drawn over.

A picture that a frame still uses makes the whole drawing stop when its pixels are changed; so every text has its own.
"""

from collections import OrderedDict
from dataclasses import dataclass

from kivy.core.text import Label as CoreLabel

# Of all pictures together: some hundred texts of a list at one pixel a dp.
MOST_BYTES = 12_000_000
_RGBA = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """A text as it is to be set. box: width and height in pixels; None where the text has the room it needs."""

    text: str
    font_size: float
    bold: bool
    color: tuple[float, ...]
    aligned: tuple[str, str]  # across and up
    box: tuple[float | None, float | None]


class Letters:
    """The texts set lately, up to so many bytes; the one used longest ago goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Setting, CoreLabel] = OrderedDict()

    def set(self, setting: Setting) -> CoreLabel:
        """The text with its texture. Whoever shows it holds on to it: it fills its texture again when need be."""
        label = self._kept.get(setting)
        if label is None:
            label = self._kept[setting] = _set(setting)
            self._bytes += _bytes_of(label)
            self._forget()
        self._kept.move_to_end(setting)
        return label

    def _forget(self) -> None:
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= _bytes_of(oldest)


def _set(setting: Setting) -> CoreLabel:
    label = CoreLabel(
        text=setting.text,
        font_size=setting.font_size,
        bold=setting.bold,
        color=setting.color,
        halign=setting.aligned[0],
        valign=setting.aligned[1],
        text_size=setting.box,
    )
    label.refresh()
    # Draw the letters now. Kivy would in the midst of the frame, and a graphics driver may have to stop for it.
    label.texture.bind()
    return label


def _bytes_of(label: CoreLabel) -> int:
    width, height = label.texture.size
    return int(width * height * _RGBA)
