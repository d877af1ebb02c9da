"""Messages to squads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.problems import Problem

ADD = text("""
insert into message (id, squad, text, needs_reading, sent_by, sent_at, expires_at)
values (cast(:id as uuid), :squad, :text, :needs_reading, :sent_by, :now, :expires_at)
""")
WITHDRAW = text("""
update message set withdrawn_at = :now where id = cast(:id as uuid) and withdrawn_at is null returning squad
""")
LIST = text("""
select m.id::text, m.squad, s.name as squad_name, m.text, m.needs_reading, m.sent_by, m.sent_at, m.expires_at
from message m left join squad s on s.code = m.squad
where m.withdrawn_at is null and m.expires_at > :now order by m.sent_at desc, m.id
""")


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is shown to a squad (None: to all) until its time is over."""

    id: str
    squad: str | None
    squad_name: str | None
    text: str
    needs_reading: bool
    sent_by: str
    sent_at: datetime
    expires_at: datetime


def add_message(session: Session, message: Message) -> None:
    """Keep a message."""
    session.execute(
        ADD,
        {
            "id": message.id,
            "squad": message.squad,
            "text": message.text,
            "needs_reading": message.needs_reading,
            "sent_by": message.sent_by,
            "now": message.sent_at,
            "expires_at": message.expires_at,
        },
    )


def withdraw(session: Session, message_id: str, now: datetime) -> str | None:
    """Withdraw a message; gives its squad. Raises Problem message.not_there."""
    row = session.execute(WITHDRAW, {"id": message_id, "now": now}).one_or_none()
    if row is None:
        raise Problem("message.not_there")
    squad: str | None = row.squad
    return squad


def list_messages(session: Session, now: datetime) -> list[Message]:
    """The messages that are shown now, newest first."""
    return [Message(**row) for row in session.execute(LIST, {"now": now}).mappings()]
