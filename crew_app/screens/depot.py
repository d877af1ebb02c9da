"""The depot's own keys."""

from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.metrics import sp
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.screenmanager import Screen
from kivy.uix.textinput import TextInput

from crew_app.presenters.depot import DepotState

SMALLEST_SP = 13
CURSOR_PX = 4


class AddressField(TextInput):
    """Where a web address is typed, on the phone's own keyboard. A long one is set smaller: all of it is seen."""

    largest = NumericProperty(sp(18))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bind(text=self._fit, width=self._fit, largest=self._fit)

    def _fit(self, *_: object) -> None:
        room = self.width - self.padding[0] - self.padding[2] - CURSOR_PX
        needed = CoreLabel(font_size=self.largest).get_extents(self.text)[0]
        share = min(1.0, max(room, 1) / max(needed, 1))
        self.font_size = max(sp(SMALLEST_SP), self.largest * share)
        if share < 1:
            self.scroll_x = max(0, needed * self.font_size / self.largest - room)


class DepotScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(DepotState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
