"""Messages to squads, which handhelds can have them, and which squads acknowledged them."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.problems import Problem

ADD = text("""
insert into message (id, squad, text, needs_reading, sent_by, sent_at, expires_at, code, fields)
values (cast(:id as uuid), :squad, :text, :needs_reading, :sent_by, :now, :expires_at, :code, cast(:fields as json))
""")
WITHDRAW = text("""
update message set withdrawn_at = :now where id = cast(:id as uuid) and withdrawn_at is null returning squad
""")
RECENT = text("""
select m.id::text, m.squad, s.name as squad_name, m.text, m.needs_reading, m.sent_by, m.sent_at, m.expires_at,
       m.withdrawn_at
from message m left join squad s on s.code = m.squad
where m.sent_at >= :since order by m.sent_at desc, s.name, m.id
""")
READS = text("""
select o.body->'data'->>'message_id' as message, i.device::text,
       to_timestamp(min((o.body->'time'->>'est_ms')::bigint) / 1000.0) as at
from op o join incarnation i on i.inc = o.inc
where o.kind = 'message_read' and o.status = 'accepted' and o.received_at >= :since group by 1, 2
""")
HANDHELDS = text("""
select d.id::text, d.label, d.squad, q.name as squad_name, d.last_contact_at
from device d join squad q on q.code = d.squad
where d.revoked_at is null and d.lost_at is null order by length(q.name), q.name, d.label, d.id
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
    withdrawn_at: datetime | None = None
    code: str | None = None
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Handheld:
    """A handheld in service that messages go to."""

    id: str
    label: str
    squad: str
    squad_name: str
    last_contact_at: datetime | None


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
            "code": message.code,
            "fields": None if message.code is None else json.dumps(dict(message.fields)),
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


def list_recent_messages(session: Session, since: datetime) -> list[Message]:
    """All messages sent since then, those withdrawn or over too; newest first."""
    return [Message(**row) for row in session.execute(RECENT, {"since": since}).mappings()]


def list_reads(session: Session, since: datetime) -> dict[tuple[str, str], datetime]:
    """When a message was acknowledged, by message and handheld; of what was received since then."""
    rows = session.execute(READS, {"since": since})
    return {(row.message, row.device): row.at for row in rows}


def list_handhelds(session: Session) -> list[Handheld]:
    """The handhelds in service, by squad."""
    return [Handheld(**row) for row in session.execute(HANDHELDS).mappings()]
