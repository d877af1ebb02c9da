"""One street and its premises."""

from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.street import StreetState


class StreetScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter.

    `tight`: the screen is low for letters of this size, and everything but the premises takes less.
    """

    state = ObjectProperty(StreetState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
    tight = BooleanProperty(False)  # noqa: FBT003 - Kivy's way
