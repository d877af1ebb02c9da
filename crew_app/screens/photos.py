"""The records that have photos or should have one, and how photos are sent."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import Screen

from crew_app.presenters.photos import PhotoRow, PhotosState


class PhotoRowView(BoxLayout):
    """A record with the key to its photos."""

    row = ObjectProperty(PhotoRow("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class PhotosScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(PhotosState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
