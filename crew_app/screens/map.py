"""The map of the round, drawn from the pack's own lines: no network, no tiles."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.map import MapState
from crew_app.screens.widgets.map_legend import MapLegend
from crew_app.screens.widgets.street_map import StreetMap

WIDGETS = (MapLegend, StreetMap)  # known to kv once they are imported


class MapScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter or to the map."""

    state = ObjectProperty(MapState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
