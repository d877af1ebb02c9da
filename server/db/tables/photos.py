"""Photos: how far each has arrived, who names it, which go with a report, what each device sent in a day."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db.tables.base import TableBase, TextKey, one_of


class BlobRow(TableBase):
    """A photo by its SHA-256. `got` bytes of `size` are durable; it is complete when verified_at is set.

    started_at: when the server first heard of it, by an operation or by its first part.
    """

    __tablename__ = "blob"
    __table_args__ = (
        CheckConstraint("got >= 0 and got <= size", name="got_within_size"),
        CheckConstraint("verified_at is null or refused is null", name="verified_or_refused"),
        Index("ix_blob_unfinished", "started_at", postgresql_where="verified_at is null"),
        Index("ix_blob_unnamed", "started_at", postgresql_where="not named"),
        Index("ix_blob_held", "verified_at", postgresql_where="verified_at is not null"),
    )
    sha256: Mapped[TextKey]
    size: Mapped[int] = mapped_column(BigInteger)
    got: Mapped[int] = mapped_column(BigInteger, default=0)
    mime: Mapped[str]
    device: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    started_at: Mapped[datetime]
    last_part_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    named: Mapped[bool] = mapped_column(default=False)  # an accepted operation names it
    refused: Mapped[str | None]  # the problem's code: these bytes will never be taken
    kept_sha256: Mapped[str | None]  # of the file kept, where metadata had to be taken out here


class OpPhotoRow(TableBase):
    """An operation names a photo. No foreign key to the photo: operations come first and never wait for it."""

    __tablename__ = "op_photo"
    op: Mapped[UUID] = mapped_column(ForeignKey("op.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True, index=True)


class ReportPhotoRow(TableBase):
    """A photo that whoever holds a report's link may see: the resident's own, or a squad's that a manager showed.

    A row of origin `squad` is written by a person who has looked at the photo: nothing shows itself.
    """

    __tablename__ = "report_photo"
    __table_args__ = (
        CheckConstraint(one_of("origin", ("resident", "squad")), name="origin_known"),
        CheckConstraint("origin <> 'squad' or added_by is not null", name="shown_by_somebody"),
    )
    report: Mapped[UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True, index=True)
    origin: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(index=True)
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class PhotoDayRow(TableBase):
    """How many bytes of photos a device sent on a day (UTC): held against its quota."""

    __tablename__ = "photo_day"
    device: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    on: Mapped[date] = mapped_column("on_date", primary_key=True)
    got: Mapped[int] = mapped_column(BigInteger)
