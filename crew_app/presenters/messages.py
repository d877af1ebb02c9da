"""Messages from the depot: the newest first, those nobody has read on this phone standing out."""

from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _, ngettext
from crew_app.presenters.message_words import say_message
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import capture_time
from crew_app.store.messages import MessageCard, count_unread, list_message_cards

GLIMPSE = 44  # signs of a message that its row shows


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in the list: how it begins. `state` is the word on it: new, or to be confirmed, or read."""

    message_id: str
    glimpse: str
    when: str = ""
    state: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class MessagesState:
    """Everything the screen shows."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    rows: tuple[MessageRow, ...] = ()
    nothing: str = ""


class MessagesPresenter(Presenter[MessagesState]):
    """Intent: open a message."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, MessagesState())

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        unread = count_unread(self.handset.store)
        self._show(
            MessagesState(
                frame=self._frame(self._shift()),
                title=_("Messages"),
                subtitle=ngettext("%(n)d not read", "%(n)d not read", unread) % {"n": unread},
                rows=tuple(self._row(card) for card in list_message_cards(self.handset.store)),
                nothing=_("No message from the depot."),
            )
        )

    def open(self, message_id: str) -> None:
        """Go to a message."""
        self.handset.go(Place("message", what=message_id))

    def back(self) -> None:
        """Go back to the streets, or to the start of a shift when none is on."""
        self.handset.go(Place("round" if self._shift() is not None else "shift_start"))

    def _row(self, card: MessageCard) -> MessageRow:
        time, message = self._time(), card.message
        today = time.date_of(capture_time(self.handset).est_ms)
        return MessageRow(
            message_id=message.message_id,
            glimpse=glimpse_of(say_message(message)),
            when=time.say_short(message.sent_ms, today),
            state=_say_state(card),
            is_new=card.state is None,
        )


def _say_state(card: MessageCard) -> str:
    if card.state is not None:
        return _("Read")
    return _("Please confirm") if card.message.needs_reading else _("New")


def glimpse_of(text: str) -> str:
    """The beginning of a message, cut between words."""
    return text if len(text) <= GLIMPSE else f"{text[:GLIMPSE].rsplit(' ', 1)[0]} …"
