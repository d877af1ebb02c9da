"""Where things are: wards, streets, entries, shared bin stores, premises. Geometry in EPSG:4326."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from server.db.tables.base import TableBase, TextKey


class WardRow(TableBase):
    """An electoral ward."""

    __tablename__ = "ward"
    code: Mapped[TextKey]
    name: Mapped[str]
    area: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))


class StreetRow(TableBase):
    """A street with its USRN. `line` is null where only premises are known."""

    __tablename__ = "street"
    __table_args__ = (
        CheckConstraint("usrn ~ '^[0-9]{1,8}$'", name="usrn_is_a_number"),
        CheckConstraint("length(name) > 0", name="name_given"),
        Index("ix_street_name_terms", "name_terms", postgresql_using="gin"),
    )
    usrn: Mapped[TextKey]
    name: Mapped[str]
    locality: Mapped[str] = mapped_column(default="")
    name_terms: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)  # see geo.addresses
    line: Mapped[WKBElement | None] = mapped_column(Geometry("MULTILINESTRING", srid=4326))


class EntryRow(TableBase):
    """An alleyway behind or beside a street."""

    __tablename__ = "entry"
    id: Mapped[TextKey]
    usrn: Mapped[str] = mapped_column(ForeignKey("street.usrn"), index=True)
    name: Mapped[str]
    line: Mapped[WKBElement | None] = mapped_column(Geometry("MULTILINESTRING", srid=4326))


class BinStoreRow(TableBase):
    """A place where several premises keep shared bins."""

    __tablename__ = "bin_store"
    id: Mapped[TextKey]
    usrn: Mapped[str | None] = mapped_column(ForeignKey("street.usrn"), index=True)
    name: Mapped[str]


class PremisesRow(TableBase):
    """An addressable property. `terms` are its normalised address terms (geo.addresses)."""

    __tablename__ = "premises"
    __table_args__ = (
        CheckConstraint("uprn ~ '^[0-9]{1,12}$'", name="uprn_is_a_number"),
        CheckConstraint("length(address) > 0", name="address_given"),
        Index("ix_premises_terms", "terms", postgresql_using="gin"),
    )
    uprn: Mapped[TextKey]
    usrn: Mapped[str | None] = mapped_column(ForeignKey("street.usrn"), index=True)
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"), index=True)
    bin_store_id: Mapped[str | None] = mapped_column(ForeignKey("bin_store.id"), index=True)
    address: Mapped[str]  # one line, without the postcode
    house: Mapped[str] = mapped_column(default="")  # number or name: "12A", "Rose Cottage"
    postcode: Mapped[str] = mapped_column(default="", index=True)  # "BT7 1AA", or another country's
    terms: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    assisted: Mapped[bool] = mapped_column(default=False)
    point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326))
