"""The photos of one record: the chosen one large, all of them in a strip."""

from kivy.properties import ObjectProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import Screen

from crew_app.presenters.camera import CameraState, Thumb


class ThumbView(ButtonBehavior, BoxLayout):
    """A photo in the strip; a tap shows it large."""

    row = ObjectProperty(Thumb(""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class CameraScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(CameraState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
