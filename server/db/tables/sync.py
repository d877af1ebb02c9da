"""What devices sent, append-only: ops, the visits they state, tracks; and the change feed they read."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from server.db.tables.base import Json, TableBase, UuidKey, one_of
from sync.words import ClockQuality, OpStatus, Outcome, Reason


class OpRow(TableBase):
    """One operation as received, with the server's stored result. Updated by nothing but repair and retention.

    The number of the change it made is kept with the change. kind, ent and squad are what the sender said, for finding;
    of an operation that could not be read they may be empty, and `body` then holds {"base64": its bytes}.
    That the incarnation is there is checked by a trigger once for each batch.
    """

    __tablename__ = "op"
    __table_args__ = (
        UniqueConstraint("inc", "seq"),
        CheckConstraint("seq > 0", name="seq_positive"),
        CheckConstraint(one_of("status", OpStatus), name="status_known"),
        Index("ix_op_quarantined", "received_at", postgresql_where="status = 'quarantined'"),
        Index("ix_op_target", "target", postgresql_where="target is not null"),
        Index(  # what the retention rule has still to empty
            "ix_op_track_held",
            "received_at",
            postgresql_where="kind = 'track' and (body -> 'data' -> 'fixes' -> 0) is not null",
        ),
        Index("ix_op_message_read", "received_at", postgresql_where="kind = 'message_read'"),
    )
    id: Mapped[UuidKey]
    inc: Mapped[UUID]
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    v: Mapped[int]
    ent: Mapped[str]
    squad: Mapped[str]
    h: Mapped[str]
    body: Mapped[Json] = mapped_column(JSON)  # the whole op as sent: the very text that `h` is of
    status: Mapped[str]
    reason: Mapped[str | None]
    fault: Mapped[str | None]  # the traceback, where applying it raised
    superseded_by: Mapped[UUID | None]
    target: Mapped[UUID | None]  # the operation it speaks of: of a retraction or a photo
    change_n: Mapped[int | None] = mapped_column(BigInteger)  # set when its change is let go of
    received_at: Mapped[datetime]


class VisitRow(TableBase):
    """A squad's statement about a place on a collection. `id` is the op's. Exactly the facts the verdicts read.

    That device, round, street, entry and premises are there is checked by a trigger once for each batch.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint(one_of("outcome", Outcome), name="outcome_known"),
        CheckConstraint(one_of("reason", Reason), name="reason_known"),
        CheckConstraint(one_of("clock_quality", ClockQuality), name="clock_quality_known"),
        CheckConstraint(
            "outcome <> 'not_collected' or reason is not null", name="not_collected_has_reason"
        ),
        CheckConstraint("uprn is null or entry_id is null", name="one_place"),
        Index("ix_visit_round_id_on_date_usrn", "round_id", "on_date", "usrn"),
        Index("ix_visit_uprn", "uprn", postgresql_where="uprn is not null"),
    )
    id: Mapped[UuidKey]
    device: Mapped[UUID]
    squad: Mapped[str]
    round_id: Mapped[str]
    on: Mapped[date] = mapped_column("on_date")
    usrn: Mapped[str]
    entry_id: Mapped[str | None]
    uprn: Mapped[str | None]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    material: Mapped[str | None]
    container: Mapped[str | None]
    part: Mapped[Json | None]
    corrects: Mapped[UUID | None]
    saw: Mapped[list[str]] = mapped_column(
        ARRAY(TEXT), default=list
    )  # op ids on this place it replaces
    note: Mapped[str | None]
    lat7: Mapped[int | None]
    lon7: Mapped[int | None]
    acc_dm: Mapped[int | None]
    noted_wall_at: Mapped[datetime]  # the device's own clock
    noted_at: Mapped[datetime]  # corrected
    clock_quality: Mapped[str]
    received_at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]  # when the retraction was received
    retracted_by: Mapped[UUID | None]


class ShiftEndRow(TableBase):
    """A squad's statement that its shift on a collection is over: closed, or handed over to another squad.

    `id` is the op's. What holds of the collection is worked out of all of these, so their order of arrival is nothing.
    """

    __tablename__ = "shift_end"
    __table_args__ = (Index("ix_shift_end_round_id_on_date", "round_id", "on_date"),)
    id: Mapped[UuidKey]
    device: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    squad: Mapped[str]
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    on: Mapped[date] = mapped_column("on_date")
    at: Mapped[datetime]  # corrected
    reason: Mapped[str | None]
    handed_over_to: Mapped[str | None] = mapped_column(ForeignKey("squad.code"))
    proven: Mapped[bool]  # the day manifest matched
    received_at: Mapped[datetime]


class TrackRow(TableBase):
    """A thinned part of a shift's track: deleted by the retention rule."""

    __tablename__ = "track"
    __table_args__ = (Index("ix_track_round_id_on_date", "round_id", "on_date"),)
    id: Mapped[UuidKey]
    device: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    round_id: Mapped[str]
    on: Mapped[date] = mapped_column("on_date")
    fixes: Mapped[Json]  # {"start_ms": ..., "rows": [[s, lat7, lon7, acc_dm], ...]}
    received_at: Mapped[datetime]


class OpaquePayloadRow(TableBase):
    """Bytes that could not be read or taken in, kept as they came, once for each device."""

    __tablename__ = "opaque_payload"
    __table_args__ = (
        UniqueConstraint("device", "sha256"),
        Index("ix_opaque_payload_held", "received_at", postgresql_where="emptied_at is null"),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    device: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    inc: Mapped[UUID | None]
    seq: Mapped[int | None] = mapped_column(BigInteger)
    op_id: Mapped[UUID | None] = mapped_column(index=True)
    why: Mapped[str]
    sha256: Mapped[str]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    resolved_why: Mapped[str | None]
    emptied_at: Mapped[
        datetime | None
    ]  # by the retention rule: `payload` is empty, `sha256` tells what it was


class OpRepairRow(TableBase):
    """What a manager decided about a quarantined operation. What came in stays in `op.body`, as evidence."""

    __tablename__ = "op_repair"
    __table_args__ = (
        CheckConstraint(one_of("deed", ("replayed", "repaired", "dismissed")), name="deed_known"),
        CheckConstraint("deed <> 'repaired' or body is not null", name="repaired_has_body"),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    op: Mapped[UUID] = mapped_column(ForeignKey("op.id"), index=True)
    deed: Mapped[str]
    body: Mapped[Json | None]  # the operation as repaired
    status_before: Mapped[str]
    reason_before: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str | None]
    why: Mapped[str]  # the manager's words
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]


class ChangeStreamRow(TableBase):
    """The one row under whose lock changes are numbered, last in their transaction."""

    __tablename__ = "change_stream"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    epoch: Mapped[str]
    head: Mapped[int] = mapped_column(BigInteger, default=0)
    pruned_through: Mapped[int] = mapped_column(BigInteger, default=0)


class ChangeRow(TableBase):
    """One numbered change. Numbers are gapless and in commit order."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_squad_n", "squad", "n"),
        Index("ix_change_op", "op", unique=True, postgresql_where="op is not null"),
    )
    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    tag: Mapped[str]  # 8 random bytes in hex, part of a cursor
    squad: Mapped[str | None]  # whose devices need it; null: all
    ent: Mapped[str]
    kind: Mapped[str]
    op: Mapped[UUID | None]
    body: Mapped[Json] = mapped_column(JSON)
    made_at: Mapped[datetime]


class MessageRow(TableBase):
    """A message to a squad (null: all squads)."""

    __tablename__ = "message"
    id: Mapped[UuidKey]
    squad: Mapped[str | None] = mapped_column(ForeignKey("squad.code"))
    text: Mapped[str]
    code: Mapped[str | None]  # of what we word ourselves: a phone words it in its own language
    fields: Mapped[Json | None] = mapped_column(JSON)
    needs_reading: Mapped[bool] = mapped_column(default=False)
    sent_by: Mapped[str]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
