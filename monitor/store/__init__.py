"""The one door to the database: whoever needs a store opens it here and knows only its interface."""

from __future__ import annotations

from monitor.store.interface import Store


def open_store(url: str) -> Store:
    """The store at ``url``: ``sqlite:////absolute/path.db``, ``postgresql://…``, or ``memory://`` (forgets at exit).

    Connects to nothing yet; relative SQLite paths belong to the caller. Raises ``StoreUnavailable`` for
    a URL that is none of these.
    """
    if url.startswith("memory:"):
        from monitor.store.memory import MemoryStore

        return MemoryStore()
    from monitor.store.sql import SqlStore  # heavy: SQLAlchemy, only where there is a database

    return SqlStore(url)
