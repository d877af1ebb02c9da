"""What was recorded at a place."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import Screen

from crew_app.presenters.history import HistoryRow, HistoryState


class HistoryRowView(BoxLayout):
    """One record."""

    row = ObjectProperty(HistoryRow("", "", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class HistoryScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(HistoryState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
