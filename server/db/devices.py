"""Devices and their one-time enrolment codes. Of codes and secrets only the hashes are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.db.direct import ask

ADD_CODE = text("""
insert into enrolment_code (code_hash, squad, made_by, made_at, expires_at)
values (:code_hash, :squad, :made_by, :now, :expires_at)
""")
TAKE_CODE = text("""
update enrolment_code set used_at = :now
where code_hash = :code_hash and used_at is null and expires_at > :now
returning squad
""")
NOTE_CODE = text(
    "update enrolment_code set device = cast(:device as uuid) where code_hash = :code_hash"
)
ADD = text("""
insert into device (id, label, squad, secret_hash, enrolled_at, secret_expires_at, app_version, pending_after,
                    scope_version)
values (cast(:id as uuid), :label, :squad, :secret_hash, :now, :expires_at, :app, 0, 1)
""")
RENEW = text("""
update device set label = :label, squad = :squad, secret_hash = :secret_hash, secret_expires_at = :expires_at,
       app_version = :app, lost_at = null, scope_version = scope_version + 1,
       earlier_hashes = (array_prepend(secret_hash, earlier_hashes))[1:5]
where secret_hash = :old_hash and revoked_at is null
returning id::text
""")
COLUMNS = """
select d.id::text, d.label, d.squad, d.secret_expires_at, d.revoked_at, d.scope_version, d.heard_through,
       array(select distinct c.squad from enrolment_code c where c.device = d.id) as squads
from device d
"""
FIND = text(f"{COLUMNS} where d.secret_hash = :secret_hash")
SECRET_HASHES = text(
    "select array_prepend(secret_hash, earlier_hashes) from device where id = cast(:id as uuid)"
)
GET = text(f"{COLUMNS} where d.id = cast(:id as uuid)")
# what was heard is written before it moves on: both parts of the statement see the device as it was
MEET = text("""
with moved as (
  insert into heard (device, received_at, squad, heard_through)
  select d.id, :now, d.squad, :heard from device d
  where d.id = cast(:id as uuid) and cast(:heard as timestamptz) is not null
    and (d.heard_through is null or d.heard_through < :heard)
  on conflict (device, received_at) do update set heard_through = greatest(heard.heard_through, excluded.heard_through)
)
update device set last_contact_at = :now, secret_expires_at = greatest(secret_expires_at, :expires_at),
       app_version = :app, heard_through = greatest(heard_through, :heard),
       pending_after = case when last_sent_at is null or last_sent_at <= :sent then :pending else pending_after end,
       last_sent_at = greatest(last_sent_at, :sent)
where id = cast(:id as uuid)
""")
REVOKE = text("""
update device set revoked_at = :now where id = cast(:id as uuid) and revoked_at is null returning id::text
""")
LOSE = text("""
update device set lost_at = :now where id = cast(:id as uuid) and lost_at is null returning id::text
""")


@dataclass(frozen=True, slots=True)
class Device:
    """A device as its secret shows it. squads: every squad it was ever enrolled for, the present one among them."""

    id: str
    label: str
    squad: str
    squads: frozenset[str]
    secret_expires_at: datetime
    revoked_at: datetime | None
    scope_version: int
    heard_through: datetime | None

    @property
    def scope(self) -> str:
        """Whose changes it reads: part of its cursors."""
        return f"{self.squad}:{self.scope_version}"


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device to enrol."""

    id: str
    label: str
    squad: str
    secret_hash: str
    expires_at: datetime
    app: str


@dataclass(frozen=True, slots=True)
class Contact:
    """What one exchange tells of a device. sent_at: corrected, of the request; heard: None when it does not tell."""

    sent_at: datetime
    pending_after: int
    heard: datetime | None
    app: str
    secret_expires_at: datetime


def add_code(
    session: Session, code_hash: str, squad: str, made_by: str, span: tuple[datetime, datetime]
) -> None:
    """Keep a one-time code's hash. span: when it was made, and until when it may be used."""
    now, expires_at = span
    values = {"code_hash": code_hash, "squad": squad, "made_by": made_by}
    session.execute(ADD_CODE, {**values, "now": now, "expires_at": expires_at})


def take_code(session: Session, code_hash: str, now: datetime) -> str | None:
    """Use a code up; gives its squad, None when there is no such code, or it was used, or its time is over."""
    squad: str | None = session.execute(TAKE_CODE, {"code_hash": code_hash, "now": now}).scalar()
    return squad


def note_device_of_code(session: Session, code_hash: str, device: str) -> None:
    """Which device used the code: by this the server knows every squad a device was ever enrolled for."""
    session.execute(NOTE_CODE, {"code_hash": code_hash, "device": device})


def add_device(session: Session, new: NewDevice, now: datetime) -> None:
    """Keep a new device."""
    session.execute(ADD, {**_values(new), "id": new.id, "now": now})


def renew_device(session: Session, new: NewDevice, old_hash: str) -> str | None:
    """Give the device that proves itself by its old secret a new one; None when no such device is in service."""
    values = {**_values(new), "old_hash": old_hash}
    device: str | None = session.execute(RENEW, values).scalar()
    return device


def find_device(session: Session, secret_hash: str) -> Device | None:
    """The device with that secret."""
    rows = ask(session, FIND, {"secret_hash": secret_hash})
    return _device(rows[0]) if rows else None


def get_device(session: Session, device: str) -> Device:
    """The device, in service or not."""
    return _device(session.execute(GET, {"id": device}).one())


def list_secret_hashes(session: Session, device: str) -> tuple[str, ...]:
    """The hash of the device's secret and of those before it, the latest first; none when there is no such device.

    Only the first lets a device in; the others prove that a file was made by it, before it was enrolled again.
    """
    found: list[str] | None = session.execute(SECRET_HASHES, {"id": device}).scalar()
    return tuple(found or ())


def _device(row: Row[Any]) -> Device:
    return Device(
        id=row.id,
        label=row.label,
        squad=row.squad,
        squads=frozenset(row.squads) | {row.squad},
        secret_expires_at=row.secret_expires_at,
        revoked_at=row.revoked_at,
        scope_version=row.scope_version,
        heard_through=row.heard_through,
    )


def meet_device(session: Session, device: str, contact: Contact, now: datetime) -> None:
    """Note a contact. A late copy of an older request moves nothing back."""
    ask(session, MEET, values_of_contact(device, contact, now))


def values_of_contact(device: str, contact: Contact, now: datetime) -> dict[str, object]:
    """What MEET is given."""
    return {
        "id": device,
        "now": now,
        "heard": contact.heard,
        "sent": contact.sent_at,
        "pending": contact.pending_after,
        "app": contact.app,
        "expires_at": contact.secret_expires_at,
    }


def revoke(session: Session, device: UUID, now: datetime) -> bool:
    """Take a device out of service; False when it was not in it."""
    return session.execute(REVOKE, {"id": str(device), "now": now}).scalar() is not None


def report_lost(session: Session, device: UUID, now: datetime) -> bool:
    """Note that a device is lost; False when that was known."""
    return session.execute(LOSE, {"id": str(device), "now": now}).scalar() is not None


def _values(new: NewDevice) -> dict[str, object]:
    return {
        "label": new.label,
        "squad": new.squad,
        "secret_hash": new.secret_hash,
        "expires_at": new.expires_at,
        "app": new.app,
    }
