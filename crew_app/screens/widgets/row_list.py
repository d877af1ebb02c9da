"""A list of any length of which only what is seen exists. Its rows are the frozen rows of a presenter's state."""

from typing import Any

from kivy.input import MotionEvent
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.recycleview import RecycleView


class RowList(RecycleView):
    """Shows `rows` by `viewclass`, each view getting its `row` and the `presenter`. In `cols` columns."""

    rows = ObjectProperty(())
    presenter = ObjectProperty(None, allownone=True)
    cols = NumericProperty(1)
    row_height = NumericProperty(80)
    gap = NumericProperty(0)
    around = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._lifting = False
        self.bind(rows=self._fill, presenter=self._fill)

    def _fill(self, *_: object) -> None:
        self.data = [{"row": row, "presenter": self.presenter} for row in self.rows]

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Kivy lets a tap in a list end a fifth of a second after the finger left; a squad wants it at once."""
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
