"""The round: next street under the thumb, the rest in a list."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.round import RoundState


class RoundScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(RoundState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
