"""The rows of the lists: a street, a premises, a round to choose, a record refused, a house, a sign of a code."""

from kivy.properties import ColorProperty, ObjectProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from crew_app.presenters.outbox import RefusedRow
from crew_app.presenters.partly import Choice
from crew_app.presenters.round import StreetRow
from crew_app.presenters.shift_end import LeftRow
from crew_app.presenters.shift_start import CollectionTile
from crew_app.presenters.street import PremisesCell
from crew_app.screens.widgets.key import Dressed, Key


class StreetRowView(ButtonBehavior, BoxLayout):
    """A street: its state, its name, and the key that completes it."""

    row = ObjectProperty(StreetRow("", "", "", "left", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class PremisesTile(Dressed, BoxLayout):
    """A premises: its number, and what happened there today or last time."""

    row = ObjectProperty(PremisesCell("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class CollectionTileView(ButtonBehavior, BoxLayout):
    """A round to choose at the start of a shift."""

    row = ObjectProperty(CollectionTile("", "", "", "#808080", chosen=False), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
    swatch = ColorProperty("#808080")


class LeftRowView(ButtonBehavior, BoxLayout):
    """A street not recorded, at the end of a shift."""

    row = ObjectProperty(LeftRow("", "", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class RefusedRowView(BoxLayout):
    """A record without effect."""

    row = ObjectProperty(RefusedRow("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class HouseKey(Key):
    """A house of a street, to choose the first and the last."""

    row = ObjectProperty(Choice("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class SideKey(Key):
    """A side of a street."""

    row = ObjectProperty(Choice("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class EntryKey(Key):
    """An entry under a street."""

    row = ObjectProperty(Choice("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class CodeKey(Key):
    """A letter or digit of a one-time code."""

    row = ObjectProperty("")
    presenter = ObjectProperty(None, allownone=True)
