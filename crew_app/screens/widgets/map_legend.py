"""What the lines of the map mean: a short piece of each with its word."""

from typing import Any

from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.metrics import dp
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from crew_app.presenters.map import LegendEntry
from crew_app.screens.widgets.map_strokes import strokes_of
from crew_app.screens.widgets.theme import theme

_DASH = 11.0


class LegendLine(Widget):
    """A short piece of street in one state, drawn as the map draws it."""

    shape = StringProperty("left")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._drawing = InstructionGroup()
        self.canvas.add(self._drawing)
        theme.bind(palette=self._draw)
        self.bind(pos=self._draw, size=self._draw, shape=self._draw)

    def _draw(self, *_: object) -> None:
        self._drawing.clear()
        for stroke in strokes_of(self.shape):
            step = dp(_DASH) if stroke.share < 1 else self.width
            at = self.x
            while stroke.half and stroke.share and at < self.right:
                wide = min(step * stroke.share, self.right - at)
                self._drawing.add(Color(*stroke.colour))
                self._drawing.add(
                    Rectangle(
                        pos=(at, self.center_y - dp(stroke.half)), size=(wide, 2 * dp(stroke.half))
                    )
                )
                at += step


class LegendItem(BoxLayout):
    """One line with its word."""

    entry = ObjectProperty(LegendEntry("left", ""), rebind=True)


class MapLegend(GridLayout):
    """All of them, two by two."""

    entries = ObjectProperty(())

    def on_entries(self, _widget: object, entries: tuple[LegendEntry, ...]) -> None:
        """One item for each entry."""
        if len(self.children) != len(entries):
            self.clear_widgets()
            for _ in entries:
                self.add_widget(LegendItem())
        for item, entry in zip(reversed(self.children), entries, strict=True):
            item.entry = entry
