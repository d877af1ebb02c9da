"""The one theme every rule of kv reads: colours of the chosen palette and sizes for the chosen text size.

Change it by `wear`; whatever reads `theme.ink` in kv follows at once.
"""

from dataclasses import fields

from kivy.event import EventDispatcher
from kivy.metrics import sp
from kivy.properties import ColorProperty, NumericProperty

from crew_app.screens.widgets.palettes import DAY, PALETTES, Palette

# Text sizes in sp at scale 1: the smallest is read at arm's length in rain.
_SIZES_SP = {"huge": 44, "title": 27, "head": 22, "body": 19, "small": 16}


class Theme(EventDispatcher):
    """Colours (one property for each field of `Palette`) and text sizes in pixels."""

    huge = NumericProperty()
    title = NumericProperty()
    head = NumericProperty()
    body = NumericProperty()
    small = NumericProperty()

    def wear(self, palette: str, scale: float = 1.0) -> None:
        """Take on a palette by name and a text size: 1 is normal, 1.3 the largest."""
        chosen = PALETTES[palette]
        for colour in fields(Palette):
            setattr(self, colour.name, getattr(chosen, colour.name))
        for name, size_sp in _SIZES_SP.items():
            setattr(self, name, sp(size_sp) * scale)


for _colour in fields(Palette):
    setattr(Theme, _colour.name, ColorProperty(getattr(DAY, _colour.name)))

theme = Theme()
theme.wear("day")
