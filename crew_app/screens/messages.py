"""The messages from the depot."""

from kivy.properties import ObjectProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import Screen

from crew_app.presenters.messages import MessageRow, MessagesState


class MessageRowView(ButtonBehavior, BoxLayout):
    """A message in the list."""

    row = ObjectProperty(MessageRow("", ""), rebind=True)
    presenter = ObjectProperty(None, allownone=True)


class MessagesScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(MessagesState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
