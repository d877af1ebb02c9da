"""What is tapped: a key with an icon, a word or both, large enough for a glove."""

from typing import Any

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from crew_app.screens.widgets.looks import LOOKS
from crew_app.screens.widgets.theme import theme


class Dressed(ButtonBehavior, Widget):
    """Something to tap in the colours of a look. Disabled, it looks off and says the same word."""

    look = StringProperty("key")
    fill = ColorProperty("#00000000")
    ink = ColorProperty("#000000")
    rim = ColorProperty("#00000000")
    pressed_shade = ColorProperty("#00000000")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        theme.bind(palette=self._dress)
        self.bind(look=self._dress, disabled=self._dress, state=self._shade)
        self._dress()

    def _dress(self, *_: object) -> None:
        look = LOOKS["off" if self.disabled else self.look]
        self.fill = getattr(theme, look.fill)
        self.ink = getattr(theme, look.ink)
        self.rim = getattr(theme, look.rim) if look.rim else (0, 0, 0, 0)

    def _shade(self, *_: object) -> None:
        """A finger in a wet glove must see that it was felt."""
        self.pressed_shade = [*self.ink[:3], 0.28] if self.state == "down" else (0, 0, 0, 0)


class Key(Dressed, BoxLayout):
    """A key with an icon, a word or both."""

    text = StringProperty("")
    icon = StringProperty("")
    letters = NumericProperty(0)  # font size wanted, pixels
    icon_size = NumericProperty(0)
    round = NumericProperty(0)  # corner radius
    upright = BooleanProperty(False)  # noqa: FBT003 - Kivy's way
