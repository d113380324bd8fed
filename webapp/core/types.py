"""Column types and column makers that every model shares."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, String
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from webapp.core.ids import LENGTH, new_id
from webapp.core.texts import Texts


class Instant(TypeDecorator[datetime]):
    """A moment, stored in UTC and read back aware. A naive value is refused: nobody can know what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs its zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TextsColumn(TypeDecorator[Texts]):
    """One text in several languages, as a JSON object."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Texts | None:
        return None if value is None else Texts(value)


def enumeration(members: type[StrEnum]) -> Enum:
    """A StrEnum as plain text without a CHECK, so that a new member needs no migration."""
    return Enum(members, native_enum=False, create_constraint=False, length=32, values_callable=list)


def random_id() -> MappedColumn[str]:
    """A primary key that may stand in an address."""
    return mapped_column(String(LENGTH), primary_key=True, default=new_id)
