"""Which part of a street was done."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.partly import PartlyState


class PartlyScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(PartlyState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
