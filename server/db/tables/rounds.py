"""The plan: streams, squads, rounds, which street and premises each serves, exceptions; and collections."""

from datetime import date, datetime, time

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, SmallInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, DATE, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from server.db.tables.base import TableBase, TextKey, one_of


class StreamRow(TableBase):
    """What is collected: the council's own list with its bin colours."""

    __tablename__ = "stream"
    __table_args__ = (CheckConstraint("colour ~ '^#[0-9a-f]{6}$'", name="colour_is_hex"),)
    code: Mapped[TextKey]
    name: Mapped[str]
    bin_name: Mapped[str] = mapped_column(default="")  # "black bin"
    colour: Mapped[str] = mapped_column(default="#505a5f")
    position: Mapped[int] = mapped_column(default=0)


class SquadRow(TableBase):
    """A squad, never a named person. `on_app_from` null: it records nothing, so its streets are unverified."""

    __tablename__ = "squad"
    code: Mapped[TextKey]
    name: Mapped[str]
    on_app_from: Mapped[date | None]


class RoundRow(TableBase):
    """A standing plan. `weekdays`: ISO 1 (Monday) to 7; `cycle_from`: a date in week A of the cycle."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint(
            one_of("cycle", ("weekly", "fortnightly", "three_weekly", "four_weekly")),
            name="cycle_known",
        ),
        CheckConstraint("weekdays <@ array[1,2,3,4,5,6,7]::smallint[]", name="weekdays_known"),
        CheckConstraint(
            "season_from is null or season_from ~ '^[01][0-9]-[0-3][0-9]$'",
            name="season_from_is_mm_dd",
        ),
        CheckConstraint(
            "season_to is null or season_to ~ '^[01][0-9]-[0-3][0-9]$'", name="season_to_is_mm_dd"
        ),
    )
    id: Mapped[TextKey]
    name: Mapped[str]
    stream: Mapped[str] = mapped_column(ForeignKey("stream.code"), index=True)
    squad: Mapped[str | None] = mapped_column(ForeignKey("squad.code"), index=True)
    operator: Mapped[str | None]  # another body that runs it; null: the council itself
    cycle: Mapped[str] = mapped_column(default="weekly")
    cycle_from: Mapped[date]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    season_from: Mapped[str | None]  # MM-DD, first day of the season
    season_to: Mapped[str | None]  # MM-DD, last day
    expected_end: Mapped[time | None]  # local
    area: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))
    closed_on: Mapped[date | None]  # no collections from this day


class RoundStreetRow(TableBase):
    """A street of a round, in round order."""

    __tablename__ = "round_street"
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), primary_key=True)
    usrn: Mapped[str] = mapped_column(ForeignKey("street.usrn"), primary_key=True, index=True)
    position: Mapped[int]


class ServiceRow(TableBase):
    """A premises is on a round for a stream from a day (inclusive) until a day (exclusive, null: open)."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("uprn", "round_id", "from_on"),
        CheckConstraint("until_on is null or until_on > from_on", name="until_after_from"),
        CheckConstraint(one_of("state", ("active", "pending", "expired")), name="state_known"),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    uprn: Mapped[str] = mapped_column(ForeignKey("premises.uprn"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    stream: Mapped[str] = mapped_column(ForeignKey("stream.code"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(
        default="active"
    )  # garden: pending until paid, expired after
    container: Mapped[str] = mapped_column(default="")


class CalendarMoveRow(TableBase):
    """A calendar exception: a row, not arithmetic. Null stream, operator, round or area: all of them."""

    __tablename__ = "calendar_move"
    __table_args__ = (
        CheckConstraint(
            one_of("action", ("earlier", "later", "either_of", "cancelled")), name="action_known"
        ),
        CheckConstraint("(action = 'cancelled') or cardinality(to_on) > 0", name="moved_to_a_day"),
        Index("ix_calendar_move_on_date", "on_date"),
        Index(  # a file imported twice adds nothing
            "uq_calendar_move_in_force",
            "on_date",
            "stream",
            "operator",
            "round_id",
            "area",
            "action",
            "to_on",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="withdrawn_at is null",
        ),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    on: Mapped[date] = mapped_column("on_date")
    stream: Mapped[str | None] = mapped_column(ForeignKey("stream.code"))
    operator: Mapped[str | None]
    round_id: Mapped[str | None] = mapped_column(ForeignKey("round.id"))
    area: Mapped[str | None] = mapped_column(ForeignKey("ward.code"))
    action: Mapped[str]
    to_on: Mapped[list[date]] = mapped_column(ARRAY(DATE), default=list)
    report_from: Mapped[datetime | None]
    report_until: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(default="")
    counts_as_working_day: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]  # facts are dated, so that the past can be judged as it was known
    withdrawn_at: Mapped[datetime | None]


class CollectionRow(TableBase):
    """A round on a date once something is known of it: started, ended, by whom.

    `scheduled_on` differs from `on_date` where an exception moved it.
    """

    __tablename__ = "collection"
    __table_args__ = (Index("ix_collection_on_date", "on_date"),)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), primary_key=True)
    on: Mapped[date] = mapped_column("on_date", primary_key=True)
    scheduled_on: Mapped[date]
    squad: Mapped[str | None] = mapped_column(ForeignKey("squad.code"), index=True)
    shift_started_at: Mapped[datetime | None]
    shift_ended_at: Mapped[datetime | None]
    end_received_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]  # why it was left unfinished
    complete_proven: Mapped[bool] = mapped_column(default=False)  # the day manifest matched
    held_by: Mapped[list[str]] = mapped_column(
        ARRAY(TEXT), default=list, server_default="{}"
    )  # squads that handed it over or took it over
    # where the squad that holds it recorded last: a trigger notes it as visits come in
    last_squad: Mapped[str | None]
    last_usrn: Mapped[str | None]
    last_noted_at: Mapped[datetime | None]
