"""What all tables of the archive share: metadata with a naming convention, column types for both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

# Named constraints can be altered by a later migration on both databases; unnamed ones cannot on SQLite.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite makes only `INTEGER PRIMARY KEY` the row's own key; `BIGINT` there would cost a second B-tree.
Int64 = BigInteger().with_variant(Integer(), "sqlite")


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: `timestamptz` on PostgreSQL, sortable text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into UTC; raises ValueError for a naive moment, which nobody could order."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the archive keeps aware times only, got {value.isoformat()}")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Out as an aware moment in UTC, whatever zone the server speaks; SQLite's text is read in one step."""
        return _from_text if dialect.name == "sqlite" else _in_utc


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every mapped class of the archive."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: Int64, str: Text(), datetime: UtcTime()}  # noqa: RUF012 - SQLAlchemy reads it from the class
