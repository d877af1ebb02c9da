"""After the end of a shift: what is safe, and where."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.shift_over import ShiftOverState


class ShiftOverScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(ShiftOverState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
