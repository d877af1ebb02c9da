"""A list of any length of which only what is seen exists. Its rows are the frozen rows of a presenter's state."""

from typing import Any

from kivy.properties import ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.recycleview import RecycleView

from crew_app.screens.widgets.prompt import Prompt


class RowList(Prompt, RecycleView):
    """Shows `rows` by `viewclass`, each view getting its `row` and the `presenter`. In `cols` columns.

    `sheet` lies under all rows: one rectangle instead of one for each. Below the last row is the ground, `empty` high.
    """

    rows = ObjectProperty(())
    presenter = ObjectProperty(None, allownone=True)
    cols = NumericProperty(1)
    row_height = NumericProperty(80)
    gap = NumericProperty(0)
    around = NumericProperty(0)
    sheet = ColorProperty((0, 0, 0, 0))
    empty = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bind(rows=self._fill, presenter=self._fill)

    def _fill(self, *_: object) -> None:
        self.data = [{"row": row, "presenter": self.presenter} for row in self.rows]
