"""What residents, members and agents say was missed, our answers, and the work that follows. Facts are append-only."""

from datetime import date, datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db.tables.base import Json, TableBase, UuidKey, one_of
from sync.words import Reason, ReturnOutcome

# what devices have not been told of a return, or not to the end
UNTOLD = "told is null or told = 'again' or (told = 'open' and (answered_at is not null or cancelled_at is not null))"


class ReportRow(TableBase):
    """A report. The collection it is about is found at judging and kept. The secret link's token is hashed."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(one_of("made_by", ("resident", "member", "agent")), name="made_by_known"),
        CheckConstraint("made_at <= received_at", name="made_before_received"),
        CheckConstraint(
            one_of("channel", ("web", "phone", "counter", "email", "social", "api", "import")),
            name="channel_known",
        ),
        UniqueConstraint("source", "external_id"),
        Index("ix_report_round_id_on_date_usrn", "round_id", "on_date", "usrn"),
        Index("ix_report_uprn_stream", "uprn", "stream"),
        Index(
            "ix_report_judge_again_at",
            "judge_again_at",
            postgresql_where="judge_again_at is not null",
        ),
    )
    id: Mapped[UuidKey]
    reference: Mapped[str] = mapped_column(unique=True)  # what a person reads out: "RB-7KQ4-2M"
    link_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the secret link's token
    uprn: Mapped[str | None] = mapped_column(ForeignKey("premises.uprn"))
    usrn: Mapped[str | None] = mapped_column(ForeignKey("street.usrn"), index=True)
    bin_store_id: Mapped[str | None] = mapped_column(ForeignKey("bin_store.id"), index=True)
    address_given: Mapped[str] = mapped_column(default="")
    stream: Mapped[str] = mapped_column(ForeignKey("stream.code"))
    container: Mapped[str | None]
    round_id: Mapped[str | None] = mapped_column(ForeignKey("round.id"))
    on: Mapped[date | None] = mapped_column("on_date")
    point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326))
    made_at: Mapped[datetime] = mapped_column(index=True)  # when the contact was made
    received_at: Mapped[datetime] = mapped_column(index=True)
    made_by: Mapped[str]
    channel: Mapped[str] = mapped_column(default="web")
    account: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    source: Mapped[str | None]  # another system's name, with its id: makes an import idempotent
    external_id: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    judge_again_at: Mapped[datetime | None]  # a deadline that changes the verdict by itself


class ReportContactRow(TableBase):
    """Who to answer. Apart from the report, with a retention of its own."""

    __tablename__ = "report_contact"
    report: Mapped[UUID] = mapped_column(
        ForeignKey("report.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    delete_after: Mapped[date] = mapped_column(index=True)


class IncidentRow(TableBase):
    """One known failure of a street or entry on a collection that many reports hang on."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint(
            one_of("cause", ("no_access", "not_completed", "unfinished", "cluster")),
            name="cause_known",
        ),
        CheckConstraint(one_of("reason", Reason), name="reason_known"),
        Index(
            "uq_incident_open_place",
            "round_id",
            "on_date",
            "usrn",
            "entry_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="closed_at is null",
        ),
    )
    id: Mapped[UuidKey]
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    on: Mapped[date] = mapped_column("on_date", index=True)
    usrn: Mapped[str] = mapped_column(ForeignKey("street.usrn"), index=True)
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"))
    cause: Mapped[str]
    reason: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[str | None]  # completed, corrected, returned; by hand: decided, merged
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("incident.id"), index=True)
    reopened_at: Mapped[datetime | None]  # by a manager: only what came after that closes it
    decided_why: Mapped[str | None]  # the manager's words, of the last deed by hand


class VerdictRow(TableBase):
    """One answer to a report: appended, never updated. The newest (highest id) of a report is in force."""

    __tablename__ = "verdict"
    __table_args__ = (Index("ix_verdict_report_id", "report", "id"),)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    report: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    verdict: Mapped[str]
    reason: Mapped[str | None]
    accepted: Mapped[bool]
    judged_at: Mapped[datetime]  # as known at
    policy: Mapped[int | None] = mapped_column(ForeignKey("policy.id"))
    incident: Mapped[UUID | None] = mapped_column(ForeignKey("incident.id"), index=True)
    duplicate_of: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"))
    findings: Mapped[Json]  # every rule that spoke, with its evidence, headline first


class ReturnRow(TableBase):
    """Going back: for an incident or for one report."""

    __tablename__ = "return"
    __table_args__ = (
        CheckConstraint("incident is not null or report is not null", name="for_something"),
        CheckConstraint(one_of("outcome", ReturnOutcome), name="outcome_known"),
        Index(
            "ix_return_squad_open",
            "squad",
            postgresql_where="answered_at is null and cancelled_at is null",
        ),
        Index("ix_return_untold", "id", postgresql_where=UNTOLD),
        CheckConstraint("told in ('open', 'done', 'again')", name="told_known"),
        Index("ix_return_failed", "answered_at", postgresql_where="outcome = 'return_failed'"),
    )
    id: Mapped[UuidKey]
    incident: Mapped[UUID | None] = mapped_column(ForeignKey("incident.id"), index=True)
    report: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    on: Mapped[date] = mapped_column("on_date")
    usrn: Mapped[str] = mapped_column(ForeignKey("street.usrn"))
    uprn: Mapped[str | None] = mapped_column(ForeignKey("premises.uprn"))
    squad: Mapped[str | None] = mapped_column(ForeignKey("squad.code"))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer_received_at: Mapped[datetime | None]  # where no op answered: when we came to know it
    answered_by: Mapped[UUID | None]  # the op
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    cancelled_at: Mapped[datetime | None]
    # what devices were told of it by the feed: that it is open, or done; again: what they were told was taken back
    told: Mapped[str | None]


class ReturnAnswerRow(TableBase):
    """What somebody said became of a return, also where it was taken back. A return shows the latest that stands."""

    __tablename__ = "return_answer"
    __table_args__ = (CheckConstraint(one_of("outcome", ReturnOutcome), name="outcome_known"),)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    return_id: Mapped[UUID] = mapped_column(ForeignKey("return.id"), index=True)
    op: Mapped[UUID | None] = mapped_column(unique=True)  # none: a manager, or a completed street
    outcome: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]
    retracted_by: Mapped[UUID | None]


class DisputeRow(TableBase):
    """A resident says that an answer is wrong: once a report, in their own words."""

    __tablename__ = "dispute"
    report: Mapped[UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    verdict: Mapped[int] = mapped_column(ForeignKey("verdict.id"))
    visit: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))  # the record it is about
    words: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)


class EscalationRow(TableBase):
    """A late return is taken further: once a report."""

    __tablename__ = "escalation"
    report: Mapped[UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    words: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)


class DecisionRow(TableBase):
    """What a manager decided about a report, with the reason that both sides are told. Never changed.

    `upheld`: the report is right, whatever was recorded. `squad`: whose record was weighed; never a person's.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("report", "about"),
        CheckConstraint(
            one_of("about", ("dispute", "review", "failed_return", "escalation")),
            name="about_known",
        ),
        CheckConstraint(one_of("decision", ("upheld", "rejected")), name="decision_known"),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    report: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    about: Mapped[str]
    decision: Mapped[str]
    why: Mapped[str]
    squad: Mapped[str | None] = mapped_column(ForeignKey("squad.code"), index=True)
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class NotificationRow(TableBase):
    """The outbox to residents and members: written with the verdict, sent by a job."""

    __tablename__ = "notification"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    report: Mapped[UUID] = mapped_column(ForeignKey("report.id"), index=True)
    verdict: Mapped[int | None] = mapped_column(ForeignKey("verdict.id"))
    kind: Mapped[str]  # verdict_changed | returned | return_failed | ...
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
