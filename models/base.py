"""The declarative base, the keys and the column types that every table shares."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import JSON, DateTime, MetaData, String, TypeDecorator, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562): unique everywhere, in order of time on one machine."""
    return uuid7()


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC without a zone and given back with one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment without a zone; store the others as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The stored moment, marked as UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept digit for digit, as text, since SQLite knows floats only."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The decimal in plain digits."""
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """The decimal as it was given."""
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012
        UUID: Uuid(),
        datetime: UtcDateTime(),
        Decimal: ExactDecimal(),
        dict[str, object]: JSON(none_as_null=True),
        list[object]: JSON(none_as_null=True),
    }


class Owned:
    """A row with a key, the seat that wrote it and the moment it was written.

    `Store.write` fills `seat_id` and `made_at`; times never decide a merge.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    seat_id: Mapped[UUID]
    made_at: Mapped[datetime]


class Versioned:
    """A row that its owner may change: `version` counts the changes, and in a merge the higher one stands.

    `Store.write` raises it with every change.
    """

    version: Mapped[int] = mapped_column(default=1)


__all__ = ["Base", "ExactDecimal", "Owned", "UtcDateTime", "Versioned", "new_id", "now"]
