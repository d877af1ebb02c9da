"""One premises and the reasons."""

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import Screen

from crew_app.presenters.premises import PremisesState
from crew_app.presenters.tiles import Tile
from crew_app.screens.widgets.key import Key


class ContainerKey(Key):
    """One of several bins of a premises."""

    row = ObjectProperty(Tile("", ""), rebind=True)
    chosen = StringProperty("")
    presenter = ObjectProperty(None, allownone=True)


class ContainerKeys(BoxLayout):
    """The bins side by side; of no height where there is only one."""

    containers = ObjectProperty(())
    chosen = StringProperty("")
    presenter = ObjectProperty(None, allownone=True)

    def on_containers(self, _widget: object, containers: tuple[Tile, ...]) -> None:
        """One key for each bin."""
        self.clear_widgets()
        for tile in containers:
            key = ContainerKey(row=tile, chosen=self.chosen, presenter=self.presenter)
            self.bind(chosen=key.setter("chosen"), presenter=key.setter("presenter"))
            self.add_widget(key)


class PremisesScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(PremisesState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
