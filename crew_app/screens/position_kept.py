"""What is kept about the position: to be read, with nothing to do."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.position_kept import PositionKeptState
from crew_app.screens.widgets.passages import PassageList

WIDGETS = (PassageList,)  # known to kv once it is imported


class PositionKeptScreen(Screen):
    """Shows the state."""

    state = ObjectProperty(PositionKeptState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
