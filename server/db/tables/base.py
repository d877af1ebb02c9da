"""What every table shares: constraint names, column types, how an enum is kept (as text with a check)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import Date, DateTime, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]


class TableBase(DeclarativeBase):
    """The declarative base. Constraint names are stable, so that a violation can be translated by name."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: DateTime(timezone=True),
        date: Date(),
        UUID: Uuid(),
        Json: JSONB(),
    }


TextKey = Annotated[str, mapped_column(Text(), primary_key=True)]
UuidKey = Annotated[UUID, mapped_column(Uuid(), primary_key=True)]


def one_of(column: str, words: type[StrEnum] | tuple[str, ...]) -> str:
    """SQL for a check that a text column holds one of the given words (null passes)."""
    values = ", ".join(f"'{w!s}'" for w in words)
    return f"{column} in ({values})"
