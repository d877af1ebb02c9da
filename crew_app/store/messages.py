"""Messages to this squad, and which of them were read on this phone."""

from dataclasses import dataclass

from crew_app.store.database import Store
from crew_app.store.returns import list_messages
from sync.ops import entity_of_message
from sync.pack import PackMessage


@dataclass(frozen=True, slots=True)
class MessageCard:
    """A message. state: of the record that it was read on this phone; None while it is unread."""

    message: PackMessage
    state: str | None


def list_message_cards(store: Store) -> tuple[MessageCard, ...]:
    """The messages, newest first."""
    rows = store.connection.execute(
        "select ent, state from op where ent > 'message/' and ent < 'message0' and kind = 'message_read'"
    )
    read = {row["ent"]: row["state"] for row in rows}
    return tuple(
        MessageCard(message, read.get(entity_of_message(message.message_id)))
        for message in reversed(list_messages(store))
    )


def find_message_card(store: Store, message_id: str) -> MessageCard | None:
    """One of them, or None when it was withdrawn."""
    found = (one for one in list_message_cards(store) if one.message.message_id == message_id)
    return next(found, None)


def count_unread(store: Store) -> int:
    """How many messages nobody has read on this phone."""
    return sum(card.state is None for card in list_message_cards(store))
