"""Takes a whole database out into files, and brings it back into an empty one.

SQLite gives one consistent file through its online backup while others go on writing; PostgreSQL gives every
table as JSON lines out of one REPEATABLE READ snapshot.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from monitor.store import tables
from monitor.store.connection import Database
from monitor.store.interface import StoreUnavailable
from monitor.store.schema import raise_to
from monitor.store.sql import SqlStore

SQLITE_FILE = "silence.db"
REVISION_FILE = "revision"
ROWS_AT_ONCE = 500


def take_out(url: str, folder: Path) -> None:
    """Write the database at ``url`` as files into ``folder``. Raises ``StoreUnavailable`` if its schema is not ours."""
    store = SqlStore(url)
    try:
        store.check_schema()
        if file := store.database.file:
            _copy_sqlite(file, folder / SQLITE_FILE)
        else:
            _dump(store.database, folder)
    finally:
        store.close()


def bring_back(folder: Path, url: str) -> None:
    """Fill the empty database at ``url`` with what ``take_out`` wrote, and bring its schema to ours.

    Raises ``StoreUnavailable`` where there is a database already, or where the files are of the other kind.
    """
    store = SqlStore(url)
    try:
        _refuse_other_kind(folder, store.database)
        refuse_filled(store.database)
        if file := store.database.file:
            file.parent.mkdir(parents=True, exist_ok=True)
            draft = file.with_name(f".{file.name}.restoring")
            draft.unlink(missing_ok=True)
            _copy_sqlite(folder / SQLITE_FILE, draft)
            draft.replace(file)
        else:
            _fill(store.database, folder)
        store.migrate()
    finally:
        store.close()


def is_empty(url: str) -> bool:
    """True where ``bring_back`` would find nothing in its way."""
    database = Database(url)
    try:
        refuse_filled(database)
    except StoreFilled:
        return False
    finally:
        database.close()
    return True


class StoreFilled(StoreUnavailable):
    """There is a database already."""


def refuse_filled(database: Database) -> None:
    """Raise ``StoreFilled`` unless the place is empty."""
    hint = "name another place for the database, or move this one away"
    if file := database.file:
        if file.exists():
            raise StoreFilled(f"there is a database already at {file}", hint)
        return
    with database.reading() as connection:
        if sa.inspect(connection).get_table_names():
            raise StoreFilled("the database has tables already", hint)


def _refuse_other_kind(folder: Path, database: Database) -> None:
    if (folder / SQLITE_FILE).exists() != database.is_sqlite:
        raise StoreUnavailable(
            "the backup is of the other kind of database",
            "a backup of SQLite goes back into sqlite:///…, one of PostgreSQL into postgresql://…",
        )


def _copy_sqlite(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(source.resolve().as_uri() + "?mode=ro", uri=True)) as whole,
        closing(sqlite3.connect(target)) as copy,
    ):
        whole.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file; opening it as a store brings the log back


# -- PostgreSQL ----------------------------------------------------------------------------------------


def _dump(database: Database, folder: Path) -> None:
    snapshot = database.engine.execution_options(isolation_level="REPEATABLE READ")
    with snapshot.begin() as connection:
        revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        (folder / REVISION_FILE).write_text(str(revision), encoding="ascii")
        for table in tables.metadata.sorted_tables:
            statement = sa.select(table).order_by(*table.primary_key)
            with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
                for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(statement).mappings():
                    file.write(json.dumps({name: plain(value) for name, value in row.items()}) + "\n")


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _fill(database: Database, folder: Path) -> None:
    """Rows go into the schema they were written in; migrating comes after."""
    with database.writing() as connection:
        raise_to((folder / REVISION_FILE).read_text(encoding="ascii"), connection)
        found = sa.MetaData()
        found.reflect(connection)
        for table in found.sorted_tables:
            file = folder / f"{table.name}.jsonl"
            if file.exists():
                for some in _some_rows(file, table):
                    connection.execute(sa.insert(table), some)


def _some_rows(file: Path, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    decoders = {column.name: decode for column in table.columns if (decode := _decoder(column.type))}
    with file.open(encoding="utf-8") as lines:
        while some := [_decoded(json.loads(line), decoders) for line in islice(lines, ROWS_AT_ONCE)]:
            yield some


def _decoder(kind: sa.types.TypeEngine[Any]) -> Callable[[str], Any] | None:
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat
    return base64.b64decode if isinstance(kind, sa.LargeBinary) else None


def _decoded(row: Mapping[str, Any], decoders: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    return {
        name: decoders[name](value) if name in decoders and value is not None else value for name, value in row.items()
    }
