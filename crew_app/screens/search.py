"""Finding a street by its name."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.search import SearchKey, SearchState
from crew_app.screens.widgets.key import Key


class SignKey(Key):
    """A letter or digit of a street's name."""

    row = ObjectProperty(SearchKey("", is_on=False), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class SearchScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(SearchState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
