"""The one theme every rule of kv reads: colours of the chosen palette and sizes for the chosen text size.

Change it by `wear`; whatever reads `theme.ink` in kv follows at once.
"""

from dataclasses import fields

from kivy.event import EventDispatcher
from kivy.metrics import dp, sp
from kivy.properties import ColorProperty, NumericProperty, StringProperty

from crew_app.screens.widgets.palettes import DAY, PALETTES, Palette

# Text sizes in sp at scale 1: the smallest is read at arm's length in rain.
_SIZES_SP = {"huge": 40, "title": 26, "head": 22, "body": 19, "small": 16}
TARGET_DP = 64  # the least height and width of anything to be tapped with gloves


class Theme(EventDispatcher):
    """Colours (one property for each field of `Palette`) and sizes in pixels."""

    palette = StringProperty("")
    hand = StringProperty("right")  # that holds the phone: main keys lie under its thumb
    ground = ColorProperty(DAY.ground)
    surface = ColorProperty(DAY.surface)
    ink = ColorProperty(DAY.ink)
    quiet = ColorProperty(DAY.quiet)
    line = ColorProperty(DAY.line)
    band = ColorProperty(DAY.band)
    band_text = ColorProperty(DAY.band_text)
    band_quiet = ColorProperty(DAY.band_quiet)
    key = ColorProperty(DAY.key)
    key_text = ColorProperty(DAY.key_text)
    done = ColorProperty(DAY.done)
    done_text = ColorProperty(DAY.done_text)
    partly = ColorProperty(DAY.partly)
    partly_text = ColorProperty(DAY.partly_text)
    missed = ColorProperty(DAY.missed)
    missed_text = ColorProperty(DAY.missed_text)
    left = ColorProperty(DAY.left)
    left_text = ColorProperty(DAY.left_text)
    notice = ColorProperty(DAY.notice)
    notice_text = ColorProperty(DAY.notice_text)
    done_ink = ColorProperty(DAY.done_ink)
    partly_ink = ColorProperty(DAY.partly_ink)
    missed_ink = ColorProperty(DAY.missed_ink)
    here = ColorProperty(DAY.here)
    huge = NumericProperty()
    title = NumericProperty()
    head = NumericProperty()
    body = NumericProperty()
    small = NumericProperty()
    stretch = NumericProperty(1)  # how much larger than normal the text is
    target = NumericProperty()
    gap = NumericProperty()

    def wear(self, palette: str, scale: float = 1.0, hand: str = "right") -> None:
        """Take on a palette by name, a text size (1 is normal, 1.3 the largest) and the hand: `right` or `left`."""
        chosen = PALETTES[palette]
        for colour in fields(Palette):
            setattr(self, colour.name, getattr(chosen, colour.name))
        for name, size_sp in _SIZES_SP.items():
            setattr(self, name, sp(size_sp) * scale)
        self.target, self.gap = dp(TARGET_DP), dp(10)
        self.hand, self.stretch = hand, scale
        self.palette = palette  # last: whoever follows it finds the colours there


theme = Theme()
theme.wear("day")
