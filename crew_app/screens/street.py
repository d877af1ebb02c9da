"""One street and its premises."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.street import StreetState


class StreetScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(StreetState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
