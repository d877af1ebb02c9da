"""A tile of a reason: its icon and its word. And the wide key that offers a reason again."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from crew_app.presenters.tiles import Tile
from crew_app.screens.widgets.key import Key


class ReasonTile(Key):
    """One tile in a grid; a tap gives its reason."""

    row = ObjectProperty(Tile("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class MaterialTile(Key):
    """One tile of the second question."""

    row = ObjectProperty(Tile("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class AgainKey(BoxLayout):
    """A wide key for one reason; of no height while there is none."""

    tile = ObjectProperty(Tile("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class ChoiceTile(Key):
    """A tile that is chosen first and acted on later."""

    row = ObjectProperty(Tile("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
