"""What is safe here and what the server has."""

from kivy.properties import ObjectProperty
from kivy.uix.screenmanager import Screen

from crew_app.presenters.outbox import OutboxState


class OutboxScreen(Screen):
    """Shows the state; its kv passes every tap to the presenter."""

    state = ObjectProperty(OutboxState(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
