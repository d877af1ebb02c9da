"""Correcting a record: why it is wrong, what is right."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.correct import CorrectState


class CorrectScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(CorrectState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
