"""The bar at the foot of the main screens, under the thumb: streets, what is to be sent, the end of the shift."""

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout


class Tabs(BoxLayout):
    """Fires `on_streets`, `on_outbox` and `on_end`. `here` names the tab one is on."""

    labels = ObjectProperty(("", "", ""))
    here = StringProperty("streets")

    __events__ = ("on_streets", "on_outbox", "on_end")

    def on_streets(self) -> None:
        """Streets was tapped."""

    def on_outbox(self) -> None:
        """To send was tapped."""

    def on_end(self) -> None:
        """End shift was tapped."""
