"""Brings a database's schema to ours, and refuses one that is not exactly ours."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.store.connection import Database
from monitor.store.interface import DatabaseNew, StoreUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"

_MIGRATE = "run `silence migrate`"
_ONE_AT_A_TIME = 0x51_1E_4C_E0  # any number, but the same in every process: PostgreSQL's advisory lock


class Schema:
    """The store's methods for its own shape."""

    database: Database

    def migrate(self) -> str:
        if file := self.database.file:
            file.parent.mkdir(parents=True, exist_ok=True)
        with self.database.writing(durable=True) as connection:
            if not self.database.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
            _refuse_newer(_revision(connection))
            raise_to(ours(), connection)
        return ours()

    def check_schema(self) -> None:
        file = self.database.file
        if file is not None and not file.exists():
            raise DatabaseNew(f"there is no database at {file}", _MIGRATE)
        with self.database.reading() as connection:
            found = _revision(connection)
        _refuse_newer(found)
        if found is None:
            raise DatabaseNew("the database is empty", _MIGRATE)
        if found != ours():
            raise StoreUnavailable(f"the database's schema is {found}, this version needs {ours()}", _MIGRATE)


def ours() -> str:
    """The revision that this version of the code works with."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def raise_to(revision: str, connection: sa.Connection) -> None:
    """Bring the schema up to a revision, within the connection's transaction."""
    _refuse_newer(revision)
    command.upgrade(_config(connection), revision)


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(found: str | None) -> None:
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if found is not None and found not in known:
        raise StoreUnavailable(
            f"the database's schema {found} is unknown to this version: a newer one has written it",
            f"install the newer version of silence, then {_MIGRATE}",
        )


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
