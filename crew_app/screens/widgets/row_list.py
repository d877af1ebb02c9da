"""A list of any length of which only what is seen exists. Its rows are the frozen rows of a presenter's state."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.recycleview import RecycleView

from crew_app.screens.widgets.prompt import Prompt

SPARE_ROWS = 3  # views made before they are needed
SPARE_EVERY_S = 0.2
_LONG = 3  # rows that are not seen: in a shorter list nothing is gained by making room


class RowList(Prompt, RecycleView):
    """Shows `rows` by `viewclass`, each view getting its `row` and the `presenter`. In `cols` columns.

    `sheet` lies under all rows: one rectangle instead of one for each. Below the last row is the ground, `empty` high.
    `scrolled`: somebody looks further down a long list; what else is on the screen may make room. It never changes
    under a finger, and when the list becomes higher or lower its rows stay where they are.
    """

    rows = ObjectProperty(())
    presenter = ObjectProperty(None, allownone=True)
    cols = NumericProperty(1)
    row_height = NumericProperty(80)
    gap = NumericProperty(0)
    around = NumericProperty(0)
    sheet = ColorProperty((0, 0, 0, 0))
    empty = NumericProperty(0)
    scrolled = BooleanProperty(False)  # noqa: FBT003 - Kivy's way

    def __init__(self, **kwargs: Any) -> None:
        self._above = 0.0  # how much of the rows is scrolled away above the list, pixels
        self._seen_height = 0.0
        self._spares = 0
        self._spare_trigger = Clock.create_trigger(self._make_spare, SPARE_EVERY_S)
        super().__init__(**kwargs)
        self.bind(rows=self._fill, presenter=self._fill)
        self.bind(scroll_y=self._look, viewport_size=self._look, height=self._hold)

    def on_scroll_stop(self, touch: Any, *given: Any) -> None:
        """The finger left."""
        super().on_scroll_stop(touch, *given)
        self._look()

    def _fill(self, *_: object) -> None:
        self.data = [{"row": row, "presenter": self.presenter} for row in self.rows]
        self._spare_trigger()

    def _make_spare(self, _dt: float) -> None:
        """Make the view of one more row that is not seen yet, while nobody waits for it; the first scroll needs it.

        Kivy hands out such a view as it does one that was scrolled away.
        """
        layout, adapter = self.layout_manager, self.view_adapter
        seen = max(layout.view_indices.values(), default=len(self.data))
        index = seen + 1 + self._spares
        known = min(len(self.data), len(layout.view_opts))  # new rows may not be laid out yet
        if self._spares >= SPARE_ROWS * self.cols or index >= known:
            return
        view = adapter.create_view(index, self.data[index], layout.view_opts[index]["viewclass"])
        adapter.dirty_views[type(view)].setdefault(index, view)
        self._spares += 1
        self._spare_trigger()

    @property
    def _room(self) -> float:
        """How far it can be scrolled, pixels."""
        return max(0.0, float(self.viewport_size[1] - self.height))

    def _look(self, *_: object) -> None:
        if self.height != self._seen_height:  # Kivy kept the share, not the place: see `_hold`
            return
        self._above = min(1.0, max(0.0, 1 - self.scroll_y)) * self._room
        if self.effect_y.is_manual:
            return
        if self.scrolled:
            self.scrolled = self._above > self.row_height / 2
        else:
            self.scrolled = self._above > self.row_height and self._room > _LONG * self.row_height

    def _hold(self, *_: object) -> None:
        """The list became higher or lower at its foot: leave the rows where they are."""
        self._seen_height = self.height
        room = self._room
        if room:
            self.scroll_y = 1 - min(self._above, room) / room
            self.effect_y.value = self.effect_y.max * self.scroll_y
