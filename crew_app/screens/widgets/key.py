"""What is tapped: a key with an icon, a word or both, large enough for a glove."""

from typing import Any

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from crew_app.screens.widgets.looks import LOOKS
from crew_app.screens.widgets.plate_pixels import Plate
from crew_app.screens.widgets.plated import Plated
from crew_app.screens.widgets.plates import WHITE, PlateDrawing
from crew_app.screens.widgets.theme import theme

_PRESSED = 0.28  # how much a finger darkens a key


class Dressed(ButtonBehavior, Plated):
    """Something to tap, in the colours of a look. Disabled, it looks off and says the same word."""

    look = StringProperty("key")
    ink = ColorProperty("#000000")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._shade = PlateDrawing()
        self.canvas.after.add(self._shade.group)
        theme.bind(palette=self._dress)
        self.bind(look=self._dress, disabled=self._dress, state=self._press)
        self._dress()

    def _dress(self, *_: object) -> None:
        look = LOOKS["off" if self.disabled else self.look]
        self.fill = getattr(theme, look.fill)
        self.ink = getattr(theme, look.ink)
        self.rim = getattr(theme, look.rim) if look.rim else (0, 0, 0, 0)

    def _press(self, *_: object) -> None:
        """A finger in a wet glove must see that it was felt."""
        if self.state != "down":
            self._shade.hide()
            return
        shade = Plate(float(self.round), 0.0, WHITE, WHITE)
        self._shade.show(shade, (*self.ink[:3], _PRESSED), self.pos, self.size)


class Key(Dressed, BoxLayout):
    """A key with an icon, a word or both."""

    text = StringProperty("")
    icon = StringProperty("")
    letters = NumericProperty(0)  # font size wanted, pixels
    icon_size = NumericProperty(0)
    upright = BooleanProperty(False)  # noqa: FBT003 - Kivy's way
