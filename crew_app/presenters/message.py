"""One message, however long. Reading it is a record; one that has to be confirmed counts as read by a key alone."""

from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.marking import say_safety_of
from crew_app.presenters.message_words import say_message
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import capture_time, record_read
from crew_app.store.messages import MessageCard, find_message_card


@dataclass(frozen=True, slots=True)
class MessageState:
    """Everything the screen shows. `confirm`: the word on the key, empty where there is nothing to confirm."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    when: str = ""
    text: str = ""
    standing: str = ""
    confirm: str = ""


class MessagePresenter(Presenter[MessageState]):
    """Intent: confirm."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, MessageState())
        self._message_id = ""

    def enter(self, place: Place) -> None:
        """Show the message of the place; one that need not be confirmed is read by this."""
        self._message_id = place.what or self._message_id
        super().enter(place)
        card = self._find()
        if card is not None and not card.message.needs_reading:
            self.confirm()

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        frame, card = self._frame(self._shift()), self._find()
        if card is None:
            text = _("The depot has taken this message back.")
            self._show(MessageState(frame=frame, title=_("Message"), text=text))
            return
        time, message = self._time(), card.message
        today = time.date_of(capture_time(self.handset).est_ms)
        asks = card.state is None and message.needs_reading
        self._show(
            MessageState(
                frame=frame,
                title=_("Message"),
                when=time.say_when(message.sent_ms, today),
                text=say_message(message),
                standing=self._say_standing(card),
                confirm=_("I have read it") if asks else "",
            )
        )

    def confirm(self) -> None:
        """Record that it was read, once."""
        card = self._find()
        if card is not None and card.state is None:
            self._save(lambda: record_read(self.handset, card.message.message_id))
        self.refresh()

    def back(self) -> None:
        """Go back to the list."""
        self.handset.go(Place("messages"))

    def _find(self) -> MessageCard | None:
        return find_message_card(self.handset.store, self._message_id)

    def _say_standing(self, card: MessageCard) -> str:
        if card.state is None:
            return _("The depot wants to know that you have read it.")
        return _("Marked as read. %(where)s") % {"where": say_safety_of(card.state)}
