"""Sends squads a message, or takes it back. Their devices hear of both by the feed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.new_ids import new_id
from server.core.problems import Problem
from server.db.changes import DraftChange, number_changes
from server.db.messages import Message, add_message, withdraw
from sync.pack import PackMessage
from sync.packs import encode_message

MESSAGE = "message"
SHOWN_FOR = timedelta(days=2)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What to tell whom. squad: None for all. needs_reading: a squad has to acknowledge it."""

    text: str
    sent_by: str
    squad: str | None = None
    needs_reading: bool = False


def send_message(session: Session, new: NewMessage, now: datetime) -> str:
    """Send it; gives its id. Raises Problem message.text_needed. Numbers the change: the last thing to be written."""
    text = " ".join(new.text.split())[:LONGEST]
    if not text:
        raise Problem("message.text_needed")
    message = Message(
        id=new_id(now),
        squad=new.squad,
        squad_name=None,
        text=text,
        needs_reading=new.needs_reading,
        sent_by=new.sent_by,
        sent_at=now,
        expires_at=now + SHOWN_FOR,
    )
    add_message(session, message)
    sent_ms = int(now.timestamp() * 1000)
    body = encode_message(PackMessage(message.id, text, sent_ms, new.needs_reading))
    number_changes(session, [DraftChange(new.squad, message.id, MESSAGE, None, body)], now)
    return message.id


def withdraw_message(session: Session, message_id: str, now: datetime) -> None:
    """Take it back: devices show it no more. Raises Problem message.not_there."""
    squad = withdraw(session, message_id, now)
    number_changes(session, [DraftChange(squad, message_id, MESSAGE, None, None)], now)
