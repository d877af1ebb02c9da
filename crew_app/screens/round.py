"""The round: next street under the thumb, the rest in a list."""

from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.round import RoundState


class RoundScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter.

    `tight`: the screen is low for letters of this size, and everything but the rows takes less.
    """

    state = ObjectProperty(RoundState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
    tight = BooleanProperty(False)  # noqa: FBT003 - Kivy's way
