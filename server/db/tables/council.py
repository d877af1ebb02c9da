"""The council itself and what it decides as data: policies, reasons, bank holidays; what was imported."""

from datetime import date, datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, Identity, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from server.db.tables.base import Json, TableBase, TextKey, one_of
from sync.words import Level, Reason


class CouncilRow(TableBase):
    """The one council of this deployment."""

    __tablename__ = "council"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[str]
    timezone: Mapped[str]
    division: Mapped[str]  # gov.uk bank-holiday division
    contact: Mapped[str] = mapped_column(default="")  # what to call when all else fails
    purpose: Mapped[str] = mapped_column(default="")  # what squads' devices record and why
    area: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))
    demo: Mapped[str | None]  # which generated demo council this is; null: a real council


class RuleStampRow(TableBase):
    """Changes, by triggers, with every change of council, bank holidays, reasons or policies: what was read of them
    is good as long as the stamp is the same."""

    __tablename__ = "rule_stamp"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    stamp: Mapped[UUID]


class ReplacedRow(TableBase):
    """What a row of the plan was before it was changed or taken away, kept by triggers. Append-only.

    `what`: its table (premises, service, round, squad, reason, bank_holiday); `key`: the row's key there.
    """

    __tablename__ = "replaced"
    __table_args__ = (Index("ix_replaced_what_replaced_at", "what", "replaced_at"),)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    what: Mapped[str]
    key: Mapped[str]
    was: Mapped[Json]
    replaced_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ReasonRow(TableBase):
    """A reason with this council's flags. Flags are data; nothing hangs on a reason's name."""

    __tablename__ = "reason"
    __table_args__ = (
        CheckConstraint(one_of("code", Reason), name="code_known"),
        CheckConstraint(
            f"levels <@ array[{', '.join(repr(str(x)) for x in Level)}]", name="levels_known"
        ),
        CheckConstraint(one_of("photo", ("no", "advised", "required")), name="photo_known"),
    )
    code: Mapped[TextKey]
    levels: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    label: Mapped[str]
    position: Mapped[int]
    photo: Mapped[str] = mapped_column(default="no")
    needs_material: Mapped[bool] = mapped_column(default=False)
    disputable: Mapped[bool] = mapped_column(default=False)
    returns: Mapped[bool] = mapped_column(default=False)  # the council goes back for it
    emptied: Mapped[bool] = mapped_column(default=False)  # amber: collected, with a warning
    no_access: Mapped[bool] = mapped_column(default=False)  # the street or entry was not reached


class PolicyRow(TableBase):
    """A version of a policy. A report is judged under the version in force when it was made.

    `in_force_from` null: a preset or a draft, never judged by.
    """

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("name", "version"),)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    body: Mapped[Json]
    author: Mapped[str]
    in_force_from: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime]


class BankHolidayRow(TableBase):
    """A bank holiday of a gov.uk division, or a day the council adds to its own."""

    __tablename__ = "bank_holiday"
    division: Mapped[TextKey]
    on: Mapped[date] = mapped_column("on_date", primary_key=True)
    title: Mapped[str]


class ImportRunRow(TableBase):
    """One run of an importer: what it read, refused and why."""

    __tablename__ = "import_run"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str]
    source: Mapped[str]  # the file's name, never its path
    sha256: Mapped[str]
    finished_at: Mapped[datetime]
    counts: Mapped[Json]
    refusals: Mapped[Json]  # {"rows": [[row number, code, words], ...], "cut": bool}
