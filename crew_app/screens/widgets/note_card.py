"""A note about a place that wants to be read before going in."""

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout


class NoteCard(BoxLayout):
    """Of no height while there is no note."""

    text = StringProperty("")
    icon = StringProperty("note")
