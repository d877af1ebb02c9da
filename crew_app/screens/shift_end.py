"""The end of a shift."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.shift_end import ShiftEndState


class ShiftEndScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(ShiftEndState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
