"""The depot's own keys."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen
from kivy.uix.textinput import TextInput

from crew_app.presenters.depot import DepotState


class AddressField(TextInput):
    """Where a web address is typed, on the phone's own keyboard."""


class DepotScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(DepotState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
