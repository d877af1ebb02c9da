"""Draws an icon of `icon_shapes` in one colour, at any size, with round ends and joints."""

from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import Any

from kivy.graphics import (
    Color,
    InstructionGroup,
    Mesh,
    Rectangle,
    SmoothEllipse,
    SmoothLine,
)
from kivy.graphics.texture import Texture
from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from crew_app.screens.widgets.easel import make_picture
from crew_app.screens.widgets.icon_shapes import strokes_of

_GRID = 24.0


class Icon(Widget):
    """An icon by name, as large a square as fits, in the middle; an empty name draws nothing."""

    name = StringProperty("")
    tint = ColorProperty("#000000")
    weight = NumericProperty(2.1)  # of the line, on the grid

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._colour, self._quad = Color(), Rectangle()
        self._drawing = InstructionGroup()
        self.canvas.add(self._drawing)
        self.bind(pos=self._draw, size=self._draw, name=self._draw, tint=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        side = min(self.size)
        if not self.name or side < 2:
            self._drawing.clear()
            return
        picture = icon_picture(self.name, side, self.weight)
        wide, high = picture.size
        self._colour.rgba = self.tint
        self._quad.texture, self._quad.size = picture, picture.size
        # not by `center`, which may follow the position later than this is called
        self._quad.pos = (
            round(self.x + (self.width - wide) / 2),
            round(self.y + (self.height - high) / 2),
        )
        if not self._drawing.children:
            self._drawing.add(self._colour)
            self._drawing.add(self._quad)


@lru_cache(maxsize=256)
def icon_picture(name: str, side: float, weight: float) -> Texture:
    """The icon in white, in a square of so many pixels."""
    return make_picture(_Strokes(name, side, weight).shape, side)


class _Strokes:
    """The strokes of an icon as one shape. side: of its square, pixels."""

    def __init__(self, name: str, side: float, weight: float) -> None:
        self.shape = InstructionGroup()
        self._unit = side / _GRID
        self._half_line = max(1.0, weight * self._unit / 2)
        self._middle = ceil(side) / 2  # of the picture
        for letter, values in strokes_of(name):
            self._add(letter, values)

    def _add(self, letter: str, values: tuple[float, ...]) -> None:
        points = [self._place(x, y) for x, y in zip(values[::2], values[1::2], strict=False)]
        if letter == "L":
            self._add_line(points)
        elif letter == "A":
            self._add_area(points)
        elif letter == "O":
            self._add_ring(points[0], values[2] * self._unit)
        else:
            self._add_dot(points[0], values[2] * self._unit)

    def _add_ring(self, at: tuple[float, float], radius: float) -> None:
        self.shape.add(SmoothLine(circle=(*at, radius, 0, 360, 48), width=self._half_line))
        self._add_dot((at[0], at[1] + radius), self._half_line)  # where the circle's ends meet

    def _add_line(self, points: list[tuple[float, float]]) -> None:
        for start, end in pairwise(points):
            self.shape.add(SmoothLine(points=[*start, *end], width=self._half_line))
        for point in dict.fromkeys(points):
            self._add_dot(point, self._half_line)

    def _add_area(self, corners: list[tuple[float, float]]) -> None:
        """A filled outline without dents, as a fan from its first corner."""
        vertices = [number for corner in corners for number in (*corner, 0.0, 0.0)]
        self.shape.add(
            Mesh(vertices=vertices, indices=list(range(len(corners))), mode="triangle_fan")
        )

    def _add_dot(self, at: tuple[float, float], radius: float) -> None:
        corner = (at[0] - radius, at[1] - radius)
        self.shape.add(SmoothEllipse(pos=corner, size=(2 * radius, 2 * radius), segments=24))

    def _place(self, x: float, y: float) -> tuple[float, float]:
        half = _GRID / 2
        return self._middle + (x - half) * self._unit, self._middle - (y - half) * self._unit
