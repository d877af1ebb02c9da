"""Sends squads a message, or takes it back. Their devices hear of both by the feed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.new_ids import new_id
from server.core.problems import Problem
from server.db.changes import DraftChange, number_changes
from server.db.messages import Message, add_message, withdraw
from server.db.squads import list_unknown_squads
from sync.pack import PackMessage
from sync.packs import encode_message

MESSAGE = "message"
SHOWN_FOR = timedelta(days=2)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What to tell whom. squad: None for all. needs_reading: a squad has to acknowledge it.

    code, fields: the same in a form that a phone words in its own language; `text` is for those that do not know it.
    """

    text: str
    sent_by: str
    squad: str | None = None
    needs_reading: bool = False
    shown_for: timedelta = SHOWN_FOR
    code: str | None = None
    fields: tuple[tuple[str, str], ...] = ()


def send_message(session: Session, new: NewMessage, now: datetime) -> str:
    """Send it; gives its id. Raises Problem message.text_needed, .too_long, squad.unknown.

    Numbers the change: the last thing to be written.
    """
    draft = draft_message(session, new, now)
    number_changes(session, [draft], now)
    return draft.ent


def send_to_squads(
    session: Session, new: NewMessage, squads: Sequence[str], now: datetime
) -> list[str]:
    """The same to each of these squads; gives the ids. Raises Problem message.squad_needed too."""
    if not squads:
        raise Problem("message.squad_needed")
    chosen = sorted(set(squads))
    drafts = [draft_message(session, replace(new, squad=squad), now) for squad in chosen]
    number_changes(session, drafts, now)
    return [draft.ent for draft in drafts]


def draft_message(session: Session, new: NewMessage, now: datetime) -> DraftChange:
    """Keep the message; gives the change that its caller numbers, last in the transaction."""
    text = " ".join(new.text.split())
    if not text:
        raise Problem("message.text_needed")
    if len(text) > LONGEST:
        raise Problem("message.too_long", longest=LONGEST)
    if new.squad is not None and list_unknown_squads(session, [new.squad]):
        raise Problem("squad.unknown")
    message = Message(
        id=new_id(now),
        squad=new.squad,
        squad_name=None,
        text=text,
        needs_reading=new.needs_reading,
        sent_by=new.sent_by,
        sent_at=now,
        expires_at=now + new.shown_for,
        code=new.code,
        fields=new.fields,
    )
    add_message(session, message)
    sent_ms = int(now.timestamp() * 1000)
    told = PackMessage(message.id, text, sent_ms, new.needs_reading, new.code, new.fields)
    body = encode_message(told)
    return DraftChange(new.squad, message.id, MESSAGE, None, body)


def withdraw_message(session: Session, message_id: str, now: datetime) -> None:
    """Take it back: devices show it no more. Raises Problem message.not_there."""
    squad = withdraw(session, message_id, now)
    number_changes(session, [DraftChange(squad, message_id, MESSAGE, None, None)], now)
