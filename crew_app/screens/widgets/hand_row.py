"""Keys side by side, the main one under the thumb: it changes sides with the hand that holds the phone."""

from typing import Any

from kivy.uix.boxlayout import BoxLayout

from crew_app.screens.widgets.theme import theme


class HandRow(BoxLayout):
    """A row written for the right hand; for the left one it is drawn from its end."""

    def __init__(self, **kwargs: Any) -> None:
        self._is_turned = False
        super().__init__(**kwargs)
        theme.bind(hand=self._turn)

    def on_kv_post(self, _base: object) -> None:
        """All that the rule names is there."""
        self._turn()

    def _turn(self, *_: object) -> None:
        if (theme.hand == "left") is self._is_turned:
            return
        self._is_turned = not self._is_turned
        widgets = list(self.children)  # from the last to the first
        self.clear_widgets()
        for widget in widgets:
            self.add_widget(widget)
