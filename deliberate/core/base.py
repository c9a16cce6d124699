"""The declarative base, its naming convention, and the column types every table shares."""

import enum
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, Text, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, registry

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: Table names of the extension start so, and a host's own migrations can leave them out by it.
TABLE_PREFIX = "deliberate_"


#: The names of indexes that a room makes by statements of its own, as no model can say them: nothing compares them.
BY_HAND: set[str] = set()


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite forgets the zone on the way in, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_TYPES: dict[Any, Any] = {
    datetime: Moment,
    uuid.UUID: Uuid,
    str: Text,
    dict[str, Any]: JSON,
    list[Any]: JSON,
    # Names, not native types: a new state must not need an ALTER TYPE.
    enum.Enum: Enum(
        enum.Enum,
        native_enum=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    ),
}


class Base(DeclarativeBase):
    """The base of our tables. A host shares its session with us, never its metadata."""

    # A registry of its own, not a type_annotation_map: the standalone site's SQLAlchemy extends this class.
    registry = registry(metadata=MetaData(naming_convention=NAMING_CONVENTION), type_annotation_map=_TYPES)


#: SQLite counts rows only in an INTEGER key; PostgreSQL gets the room of a BIGINT.
BigKey = BigInteger().with_variant(Integer, "sqlite")
