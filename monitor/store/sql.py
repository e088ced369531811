"""The store on SQLite and PostgreSQL: the rooms put together."""

from __future__ import annotations

from monitor.store.chaining import Chaining
from monitor.store.claiming import Claiming
from monitor.store.connection import Database
from monitor.store.deciding import Deciding
from monitor.store.following import Following
from monitor.store.keeping import Keeping
from monitor.store.planning import Planning
from monitor.store.reading import Reading
from monitor.store.schema import Schema
from monitor.store.sweeping import Sweeping
from monitor.store.visiting import Visiting


class SqlStore(Schema, Planning, Claiming, Visiting, Following, Sweeping, Deciding, Keeping, Chaining, Reading):
    """A study's database; safe over threads and processes. ``url`` is SQLAlchemy's (``sqlite:///``, ``postgresql://``)."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)

    def close(self) -> None:
        """Give the connections back; SQLite then folds its write-ahead log into the file."""
        self.database.close()
