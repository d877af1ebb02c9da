"""How a place stands: its state and what is recorded, in a card that leads to the history."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from crew_app.screens.widgets.key import Dressed
from crew_app.screens.widgets.theme import theme


class StandingCard(Dressed, BoxLayout):
    """Fires `on_release`. Flat and off while there is no history."""

    shape = StringProperty("left")
    number = StringProperty("")
    headline = StringProperty("")
    safety = StringProperty("")
    icon = StringProperty("")
    has_history = BooleanProperty(False)  # noqa: FBT003 - Kivy's way

    def _dress(self, *_: object) -> None:
        """Without history the card is no key, and has no rim that would say so."""
        super()._dress()
        if self.disabled:
            self.rim = theme.ground
