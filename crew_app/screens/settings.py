"""How this phone is set."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.screenmanager import Screen

from crew_app.presenters.settings import Option, Section, SettingsState
from crew_app.screens.widgets.key import Key


class OptionKey(Key):
    """One thing to choose."""

    row = ObjectProperty(Option("", "", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
    narrow = BooleanProperty(False)  # noqa: FBT003 - Kivy's way


class SectionBox(BoxLayout):
    """A heading and its options below."""

    heading = StringProperty("")
    columns = NumericProperty(2)
    presenter = ObjectProperty(None, allownone=True)

    def __init__(self, section: Section, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.columns = section.columns
        self._grid: GridLayout = self.ids.grid
        for option in section.options:
            key = OptionKey(row=option, presenter=self.presenter, narrow=section.columns > 1)
            self._grid.add_widget(key)
        self.show(section)

    def show(self, section: Section) -> None:
        """The same options, perhaps chosen anew or in another language."""
        self.heading = section.heading
        for key, option in zip(reversed(self._grid.children), section.options, strict=True):
            key.row = option


class SectionList(BoxLayout):
    """All sections below one another. The keys stay while only words and choices change."""

    sections = ObjectProperty(())
    presenter = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bind(sections=self._show, presenter=self._show)

    def _show(self, *_: object) -> None:
        if self.presenter is None:
            return
        if len(self.children) != len(self.sections):
            self.clear_widgets()
            for section in self.sections:
                self.add_widget(SectionBox(section, presenter=self.presenter))
        for box, section in zip(reversed(self.children), self.sections, strict=True):
            box.show(section)


class SettingsScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(SettingsState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
