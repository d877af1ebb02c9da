"""The row of tools: one key for each, with the number of what waits there."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from crew_app.presenters.tools import Tool
from crew_app.screens.widgets.key import Dressed
from crew_app.screens.widgets.theme import theme


class ToolKey(Dressed, FloatLayout):
    """One tool: its icon, its word, and a disc with a number."""

    row = ObjectProperty(Tool("", "", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class ToolRow(BoxLayout):
    """The tools side by side; of no height while there are none."""

    tools = ObjectProperty(())
    presenter = ObjectProperty(None, allownone=True)

    def on_tools(self, _widget: object, tools: tuple[Tool, ...]) -> None:
        """One key for each tool; the same keys stay while only numbers change."""
        if len(self.children) != len(tools):
            self.clear_widgets()
            for _ in tools:
                key = ToolKey(presenter=self.presenter)
                self.bind(presenter=key.setter("presenter"))
                self.add_widget(key)
        for key, tool in zip(reversed(self.children), tools, strict=True):
            key.row = tool
            key.size_hint_x = len(tool.word) or None  # a longer word gets more room
            key.width = key.size_hint_min_x = theme.target
