"""One return and its answer."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.return_one import ReturnState


class ReturnScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(ReturnState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
