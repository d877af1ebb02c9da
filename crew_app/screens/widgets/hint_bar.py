"""What the position suggests, with the keys that answer it."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from crew_app.presenters.suggesting import Hint


class HintBar(BoxLayout):
    """Of no height while nothing is suggested."""

    hint = ObjectProperty(Hint(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
