"""Headings with text under them, one after the other, as long as they need."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from crew_app.presenters.position_kept import Passage


class PassageBox(BoxLayout):
    """One heading with its text."""

    passage = ObjectProperty(Passage("", ""), rebind=True)


class PassageList(BoxLayout):
    """All of them."""

    passages = ObjectProperty(())

    def on_passages(self, _widget: object, passages: tuple[Passage, ...]) -> None:
        """One box for each; the same boxes stay while only words change."""
        if len(self.children) != len(passages):
            self.clear_widgets()
            for _ in passages:
                self.add_widget(PassageBox())
        for box, passage in zip(reversed(self.children), passages, strict=True):
            box.passage = passage
