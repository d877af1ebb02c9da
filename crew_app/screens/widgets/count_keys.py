"""The counts of the round, each of which is also the filter of the list: left, done, all."""

from kivy.properties import ObjectProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from crew_app.presenters.round import CountKey

_NONE = CountKey("", "", "", chosen=False)


class CountKeys(BoxLayout):
    """Three counts side by side."""

    counts = ObjectProperty(())
    presenter = ObjectProperty(None, allownone=True)
    first = ObjectProperty(_NONE, rebind=True)
    second = ObjectProperty(_NONE, rebind=True)
    third = ObjectProperty(_NONE, rebind=True)

    def on_counts(self, _widget: object, counts: tuple[CountKey, ...]) -> None:
        """Hand each count to its key."""
        if counts:
            self.first, self.second, self.third = counts


class CountView(ButtonBehavior, BoxLayout):
    """One count with its word; the chosen one is underlined and on white."""

    count = ObjectProperty(_NONE, rebind=True)
    presenter = ObjectProperty(None, allownone=True)
