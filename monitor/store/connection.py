"""Transactions on SQLite and PostgreSQL: the one place that knows how the two differ.

SQLite: write-ahead log, foreign keys on, ``BEGIN IMMEDIATE`` for writing, ``synchronous=FULL`` for what must
survive a power cut. PostgreSQL: READ COMMITTED, in which every later statement sees what was committed
while a lock was waited for.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.store.interface import StoreUnavailable, UnknownInquiry
from monitor.store.kept import Kept, KeptInserts

BUSY_SECONDS = 30.0
"""How long a writer waits for the others before the store counts as unavailable."""

REACHING: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""libpq's: a server that cannot be reached is given up after some twenty seconds, not after a quarter of an hour."""

_SESSION = "-c TimeZone=UTC -c jit=off -c idle_in_transaction_session_timeout=60s"
"""Compiling one of our short statements takes longer than running it; what a machine that was cut off had locked is
free again after a minute."""

_LEVEL = "silence_synchronous"
_BEGIN_READING, _BEGIN_WRITING = sa.text("BEGIN"), sa.text("BEGIN IMMEDIATE")


class Database:
    """One engine and its transactions."""

    def __init__(self, url: str) -> None:
        self.url = _parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(self.url, is_sqlite=self.is_sqlite)
        # Within one process a lock is fairer and quicker than SQLite's own waiting, which polls.
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()
        self._kept: dict[sa.ClauseElement, Kept] = {}
        self._inserts: dict[tuple[sa.Table, tuple[str, ...], str], KeptInserts] = {}

    @property
    def file(self) -> Path | None:
        """The database's file; None on a server."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[sa.Connection]:
        """One atomic change; ``durable``: on disk before this returns, whatever the default is."""
        with _translated(), self._turn, self.engine.begin() as connection:
            if self.is_sqlite:
                self._begin(connection, _BEGIN_WRITING, durable=durable)
            elif durable:
                connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One snapshot on SQLite; on PostgreSQL each statement is one."""
        with _translated(), self.engine.begin() as connection:
            if self.is_sqlite:
                self._begin(connection, _BEGIN_READING)
            yield connection

    def _begin(self, connection: sa.Connection, how: sa.TextClause, *, durable: bool = False) -> None:
        """Begin a transaction on SQLite. Not by an event of the engine's: one listener makes all statements look."""
        level = "FULL" if durable else "NORMAL"
        if connection.info.get(_LEVEL) != level:  # a pooled connection remembers its last one
            connection.exec_driver_sql(f"PRAGMA synchronous={level}")  # before it begins: within one it cannot change
            connection.info[_LEVEL] = level
        self.run(connection, how)

    def run(self, connection: sa.Connection, statement: sa.ClauseElement, **given: Any) -> list[Any]:
        """Execute a statement that is built once, given all its parameters; the rows, see ``kept``."""
        if statement not in self._kept:
            self._kept[statement] = Kept(statement, self.engine.dialect, tuple(given))
        return self._kept[statement].run(connection, tuple(given.values()))

    def put(
        self, connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, update: bool = False
    ) -> None:
        """Insert rows; one that is there already is left as it is or, with ``update``, replaced."""
        self._put(connection, table, rows, "replace" if update else "leave")

    def add(self, connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows of which none is there."""
        self._put(connection, table, rows, "add")

    def put_fresh(
        self, connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]
    ) -> set[tuple[Any, ...]]:
        """Insert rows that are not there already; the keys of those that were not."""
        return set(map(tuple, self._put(connection, table, rows, "tell")))

    def put_new(self, connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> bool:
        """Insert a row; False (and nothing changed) if it is there already."""
        return bool(self._put(connection, table, [row], "tell"))

    def _put(
        self, connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], how: str
    ) -> list[Any]:
        if not rows:
            return []
        names = tuple(rows[0])
        if (table, names, how) not in self._inserts:
            self._inserts[table, names, how] = KeptInserts(self._built(table, names, how), self.engine.dialect, names)
        return self._inserts[table, names, how].run(connection, rows)

    def _built(self, table: sa.Table, names: Sequence[str], how: str) -> sa.Insert:
        statement = sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)
        if how == "add":
            return statement
        keys = list(table.primary_key)
        if how == "replace":
            changes = {name: statement.excluded[name] for name in names if not table.c[name].primary_key}
            return statement.on_conflict_do_update(index_elements=keys, set_=changes)
        left = statement.on_conflict_do_nothing()
        return left.returning(*keys) if how == "tell" else left

    def close(self) -> None:
        self.engine.dispose()


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except SQLAlchemyError as error:
        raise StoreUnavailable(
            "the database URL cannot be read", "write sqlite:///silence.db or postgresql://…"
        ) from error
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreUnavailable(
            f"databases of the kind {parsed.drivername!r} are not supported", "use sqlite:///… or postgresql://…"
        )
    if parsed.drivername == "sqlite" and not parsed.database:
        raise StoreUnavailable(
            "an SQLite database needs a file", "write sqlite:///silence.db, or memory:// to keep nothing"
        )
    return parsed


def _engine(url: sa.URL, *, is_sqlite: bool) -> sa.Engine:
    if not is_sqlite:
        return sa.create_engine(url, pool_pre_ping=True, connect_args={**REACHING, "options": _options(url)})
    # isolation_level None: the driver starts no transaction of its own accord, `Database._begin` does.
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None})
    event.listen(engine, "connect", _set_up)
    return engine


def _options(url: sa.URL) -> str:
    return f"{url.query.get('options', '')} {_SESSION}".strip()


def _set_up(connection: Any, _entry: ConnectionPoolEntry | None) -> None:
    _log_ahead(connection)
    for pragma in ("foreign_keys=ON", "fullfsync=ON"):  # the last: what FULL needs on macOS
        connection.execute(f"PRAGMA {pragma}")


def _log_ahead(connection: Any) -> None:
    """Write ahead; of several that open a new file at once SQLite refuses some without waiting: they ask again."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        # Every insert tolerates a row that is there already: what remains is a row of no known inquiry.
        raise UnknownInquiry from error
    except (DBAPIError, PoolTimeout) as error:
        raise StoreUnavailable(
            f"the database cannot be used: {_first_line(error)}",
            "see that it is running and reachable (`silence doctor`), and that its schema is ours (`silence migrate`)",
        ) from error
    except StatementError as error:
        if isinstance(error.orig, ValueError):  # a moment without its zone: the caller's mistake, said plainly
            raise error.orig from None
        raise


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().split("\n")[0]
