"""Handing a round over to another squad."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.hand_over import HandOverState
from crew_app.presenters.tiles import Tile
from crew_app.screens.widgets.key import Key


class SquadKey(Key):
    """One squad of the council."""

    row = ObjectProperty(Tile("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class HandOverScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(HandOverState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
