"""The start of a shift."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.shift_start import ShiftStartState


class ShiftStartScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(ShiftStartState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
