"""Types of columns that keep the same value on every database: moments, and words in one order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class Moment(TypeDecorator[datetime]):
    """Aware UTC with microseconds: ``timestamptz`` on PostgreSQL, sortable ISO text of fixed width on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(27))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        value = value.astimezone(UTC)
        return f"{value.isoformat(timespec='microseconds')[:26]}Z" if dialect.name == "sqlite" else value

    def process_result_value(self, value: str | datetime | None, dialect: Dialect) -> datetime | None:
        return _read(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | datetime | None], datetime | None]:
        return _read  # what the type decorator makes of the method calls it through two more


def _read(value: str | datetime | None) -> datetime | None:
    if value is None:
        return None
    return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


# Ordered by code point everywhere, as SQLite and Python do: the same rows must give the same bytes.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
