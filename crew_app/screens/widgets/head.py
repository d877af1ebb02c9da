"""The band at the head of a screen: the way back, where one is, and how the sending goes."""

from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.boxlayout import BoxLayout

from crew_app.presenters.presenter import Frame


class Head(BoxLayout):
    """Fires `on_back` and `on_pill`. `swatch` is the colour of the stream's bin, shown with its word."""

    title = StringProperty("")
    subtitle = StringProperty("")
    back_icon = StringProperty("back")  # what stands at the left, where anything does
    has_back = BooleanProperty(True)  # noqa: FBT003 - Kivy's way
    has_swatch = BooleanProperty(False)  # noqa: FBT003 - Kivy's way
    swatch = ColorProperty("#808080")
    growth = NumericProperty(0.65)  # how much of larger letters the band follows
    tall = NumericProperty(0)  # more room, in pixels: for a subtitle of two lines
    frame = ObjectProperty(Frame(), rebind=True)

    __events__ = ("on_back", "on_pill")

    def on_back(self) -> None:
        """The way back was tapped."""

    def on_pill(self) -> None:
        """The sending pill was tapped."""
