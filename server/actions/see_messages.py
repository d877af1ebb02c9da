"""What was sent to squads of late, and how far each message has come: on which handhelds, and read on which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.db.messages import (
    Handheld,
    Message,
    list_handhelds,
    list_reads,
    list_recent_messages,
)

LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reached:
    """A handheld a message goes to. `is_there`: it was in contact since; `read_at`: the squad acknowledged it."""

    label: str
    squad_name: str
    last_contact_at: datetime | None
    is_there: bool
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessageSent:
    """A message with where it has got to."""

    message: Message
    is_shown: bool  # not withdrawn, and its time is not over
    reached: tuple[Reached, ...]

    @property
    def there(self) -> int:
        """On how many handhelds it is."""
        return sum(one.is_there for one in self.reached)

    @property
    def read(self) -> int:
        """On how many it was acknowledged."""
        return sum(one.read_at is not None for one in self.reached)


def see_messages(session: Session, now: datetime) -> list[MessageSent]:
    """The messages of the last two weeks, newest first."""
    since = now - LATELY
    handhelds, reads = list_handhelds(session), list_reads(session, since)
    return [
        MessageSent(
            message=message,
            is_shown=message.withdrawn_at is None and message.expires_at > now,
            reached=reached_by(message, handhelds, reads),
        )
        for message in list_recent_messages(session, since)
    ]


def reached_by(
    message: Message, handhelds: Iterable[Handheld], reads: Mapping[tuple[str, str], datetime]
) -> tuple[Reached, ...]:
    """Each handheld of the squads it is for. Contact after it was sent brought it along: it travels in every answer."""
    found = []
    for one in handhelds:
        if message.squad not in (None, one.squad):
            continue
        read_at = reads.get((message.id, one.id))
        met = one.last_contact_at is not None and one.last_contact_at > message.sent_at
        found.append(
            Reached(
                one.label, one.squad_name, one.last_contact_at, met or read_at is not None, read_at
            )
        )
    return tuple(found)
