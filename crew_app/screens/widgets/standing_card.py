"""How a place stands: its state and what is recorded, in a card that leads to the history."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from crew_app.screens.widgets.key import Dressed


class StandingCard(Dressed, BoxLayout):
    """Fires `on_release`. Flat and off while there is no history."""

    shape = StringProperty("left")
    number = StringProperty("")
    headline = StringProperty("")
    safety = StringProperty("")
    icon = StringProperty("")
    has_history = BooleanProperty(False)  # noqa: FBT003 - Kivy's way
