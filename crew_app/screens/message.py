"""One message, however long."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.message import MessageState


class MessageScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(MessageState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
