"""The depot's PIN."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.lock import LockState


class LockScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(LockState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
