"""Scrolling that lets a tap through at once: Kivy ends a tap in a list a fifth of a second after the finger left."""

from typing import Any

from kivy.input import MotionEvent
from kivy.uix.scrollview import ScrollView


class Prompt(ScrollView):
    """A scrolling box whose rows feel a tap when the finger leaves."""

    def __init__(self, **kwargs: Any) -> None:
        self._lifting = False
        super().__init__(**kwargs)

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """The finger left: a touch handed to a row from here on has ended too."""
        self._lifting = True
        try:
            return bool(super().on_touch_up(touch))
        finally:
            self._lifting = False

    def simulate_touch_down(self, touch: MotionEvent) -> bool:
        """Hand the touch to the row, and when the finger has already left, its end too."""
        taken = bool(super().simulate_touch_down(touch))
        if self._lifting:
            self._do_touch_up(touch)
        return taken


class Page(Prompt):
    """A screen's content that may be longer than the screen."""
