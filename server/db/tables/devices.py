"""Devices, their one-time enrolment codes, and their incarnations (one per database a device ever wrote)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from server.db.tables.base import TableBase, TextKey, UuidKey
from sync.digest import EMPTY_DIGEST


class EnrolmentCodeRow(TableBase):
    """A one-time, short-lived code. Only its hash is kept."""

    __tablename__ = "enrolment_code"
    code_hash: Mapped[TextKey]
    squad: Mapped[str] = mapped_column(ForeignKey("squad.code"), index=True)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    device: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))


class DeviceRow(TableBase):
    """A handheld. `secret_hash`: SHA-256 of its 256-bit secret; those before it only prove whose file a file is."""

    __tablename__ = "device"
    id: Mapped[UuidKey]
    label: Mapped[str]  # "handheld 7": what is written on its back
    squad: Mapped[str] = mapped_column(ForeignKey("squad.code"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    earlier_hashes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    enrolled_at: Mapped[datetime]
    secret_expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    lost_at: Mapped[datetime | None]
    app_version: Mapped[str] = mapped_column(default="")
    last_contact_at: Mapped[datetime | None]
    last_sent_at: Mapped[
        datetime | None
    ]  # corrected: a late copy of an older request tells nothing new
    heard_through: Mapped[datetime | None]  # the server holds everything it recorded up to then
    pending_after: Mapped[int] = mapped_column(default=0)  # unsent ops when last in contact
    scope_version: Mapped[int] = mapped_column(default=1)  # raised when it must bootstrap anew


class HeardRow(TableBase):
    """What was heard of a device, and when: a row whenever that moved on, so that past silence can be told exactly."""

    __tablename__ = "heard"
    __table_args__ = (Index("ix_heard_squad_received_at", "squad", "received_at"),)
    device: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(primary_key=True)
    squad: Mapped[str]  # the device's at the time
    heard_through: Mapped[datetime]


class IncarnationRow(TableBase):
    """How far the server holds a device database's log: `have` = every seq up to it, `digest` over their ids."""

    __tablename__ = "incarnation"
    __table_args__ = (CheckConstraint("have >= 0", name="have_not_negative"),)
    inc: Mapped[UuidKey]
    device: Mapped[UUID] = mapped_column(ForeignKey("device.id"), index=True)
    have: Mapped[int] = mapped_column(BigInteger, default=0)
    digest: Mapped[str] = mapped_column(default=EMPTY_DIGEST)  # hex
    highest_seq: Mapped[int] = mapped_column(BigInteger, default=0)  # highest seq it ever spoke of
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]
