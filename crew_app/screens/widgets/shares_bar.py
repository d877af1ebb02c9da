"""How much of the round is done, as a bar: completed, partly, missed, left. The counts beside it say it in numbers."""

from typing import Any

from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from crew_app.screens.widgets.theme import theme

_COLOURS = ("done", "partly", "missed", "key")


class SharesBar(Widget):
    """A bar in four parts, in the order of `shares`."""

    shares = ObjectProperty((0, 0, 0, 0))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._drawing = InstructionGroup()
        self.canvas.add(self._drawing)
        theme.bind(palette=self._draw)
        self.bind(pos=self._draw, size=self._draw, shares=self._draw)

    def _draw(self, *_: object) -> None:
        self._drawing.clear()
        whole = sum(self.shares) or 1
        x = self.x
        for share, colour in zip(self.shares, _COLOURS, strict=True):
            width = self.width * share / whole
            self._drawing.add(Color(rgba=getattr(theme, colour)))
            self._drawing.add(Rectangle(pos=(x, self.y), size=(width, self.height)))
            x += width
