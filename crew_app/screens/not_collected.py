"""Why a street could not be done."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.not_collected import NotCollectedState


class NotCollectedScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(NotCollectedState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
