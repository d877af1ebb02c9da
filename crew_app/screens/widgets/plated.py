"""Whatever stands on a plate with round corners: keys, tiles, the small square with a bin's colour."""

from typing import Any

from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from crew_app.screens.widgets.plate_pixels import Plate
from crew_app.screens.widgets.plates import WHITE, PlateDrawing


class Plated(Widget):
    """A plate as large as the widget. `round` is the radius of its corners; it has a rim where `rim` can be seen."""

    round = NumericProperty(0)
    rim_width = NumericProperty("1.5dp")
    fill = ColorProperty("#00000000")
    rim = ColorProperty("#00000000")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._plate = PlateDrawing()
        self.canvas.before.insert(0, self._plate.group)
        self.bind(pos=self._draw, size=self._draw, fill=self._draw, rim=self._draw)
        self.bind(round=self._draw, rim_width=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        rim_width = float(self.rim_width) if self.rim[3] else 0.0
        plate = Plate(float(self.round), rim_width, tuple(self.fill), tuple(self.rim))
        self._plate.show(plate, WHITE, self.pos, self.size if self.fill[3] else (0, 0))
