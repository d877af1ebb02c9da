"""The state of a place as a shape: a ring with its number, a disc with a tick, half a disc, a square with a cross."""

from typing import Any

from kivy.graphics import Color, InstructionGroup, SmoothEllipse, SmoothLine, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import ColorProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from crew_app.screens.widgets.theme import theme

_ICONS = {"completed": "tick", "missed": "cross", "partly": "", "left": ""}
_INKS = {"completed": "done_text", "missed": "missed_text", "partly": "ink", "left": "ink"}


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
        side = min(self.size)
        pos = (self.x + (self.width - side) / 2, self.y + (self.height - side) / 2)
        getattr(self, f"_draw_{self.shape}")(pos, side)

    def _draw_left(self, pos: tuple[float, float], side: float) -> None:
        centre = (pos[0] + side / 2, pos[1] + side / 2)
        self._drawing.add(Color(rgba=theme.quiet))
        radius = side / 2 - dp(1.5)
        self._drawing.add(SmoothLine(circle=(*centre, radius, 0, 360, 64), width=dp(1.2)))

    def _draw_completed(self, pos: tuple[float, float], side: float) -> None:
        self._drawing.add(Color(rgba=theme.done))
        self._drawing.add(SmoothEllipse(pos=pos, size=(side, side), segments=64))

    def _draw_partly(self, pos: tuple[float, float], side: float) -> None:
        self._drawing.add(Color(rgba=theme.partly_ink))
        self._drawing.add(SmoothEllipse(pos=pos, size=(side, side), segments=64))
        self._drawing.add(Color(rgba=theme.surface))
        rim = dp(3)
        inner = (side - 2 * rim, side - 2 * rim)
        self._drawing.add(
            SmoothEllipse(
                pos=(pos[0] + rim, pos[1] + rim),
                size=inner,
                angle_start=0,
                angle_end=180,
                segments=64,
            )
        )

    def _draw_missed(self, pos: tuple[float, float], side: float) -> None:
        self._drawing.add(Color(rgba=theme.missed))
        self._drawing.add(SmoothRoundedRectangle(pos=pos, size=(side, side), radius=[dp(7)]))
