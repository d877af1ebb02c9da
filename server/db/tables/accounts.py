"""People who sign in: members, agents, managers, admins. And the audit of what staff changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from server.db.tables.base import Json, TableBase, UuidKey, one_of


class AccountRow(TableBase):
    """An account. `sign_in_version` is raised to end every open session of it."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(one_of("role", ("member", "agent", "manager", "admin")), name="role_known"),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("role <> 'member' or cardinality(wards) > 0", name="member_has_a_ward"),
    )
    id: Mapped[UuidKey]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    wards: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    password_hash: Mapped[str]  # argon2id
    sign_in_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SignInRow(TableBase):
    """A try to sign in, for slowing down guessers. No address of a person is kept, only its keyed hash."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    who_hash: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool]


class AuditRow(TableBase):
    """Who of the staff changed what. Append-only."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    account: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    verb: Mapped[str]
    subject: Mapped[str]
    details: Mapped[Json]
