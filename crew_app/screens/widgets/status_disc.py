"""A disc with an icon: how something stands, at a glance."""

from typing import Any

from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout

from crew_app.screens.widgets.looks import LOOKS
from crew_app.screens.widgets.theme import theme


class StatusDisc(AnchorLayout):
    """A disc of a look with an icon on it."""

    icon = StringProperty("")
    look = StringProperty("done")
    side = NumericProperty(0)  # pixels across
    fill = ColorProperty("#00000000")
    ink = ColorProperty("#00000000")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        theme.bind(palette=self._dress)
        self.bind(look=self._dress)
        self._dress()

    def _dress(self, *_: object) -> None:
        look = LOOKS[self.look]
        self.fill, self.ink = getattr(theme, look.fill), getattr(theme, look.ink)
