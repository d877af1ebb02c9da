"""The returns to make, the most pressing first."""

from kivy.properties import ObjectProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import Screen

from crew_app.presenters.returns import ReturnRow, ReturnsState


class ReturnRowView(ButtonBehavior, BoxLayout):
    """A return: how pressing, where, why, how far."""

    row = ObjectProperty(ReturnRow("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class ReturnsScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(ReturnsState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
