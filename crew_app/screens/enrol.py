"""Setting up the phone with a one-time code."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.enrol import EnrolState


class EnrolScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(EnrolState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
