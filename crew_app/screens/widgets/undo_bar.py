"""What was recorded last, with the key that takes it back; and what went wrong, in words that stay."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from crew_app.presenters.presenter import Frame


class UndoBar(BoxLayout):
    """Of no height while there is nothing to take back."""

    frame = ObjectProperty(Frame(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class ProblemBar(BoxLayout):
    """Of no height while all is well."""

    frame = ObjectProperty(Frame(), rebind=True)
