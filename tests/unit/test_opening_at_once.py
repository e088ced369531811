"""Processes that open a new SQLite file at the same moment all come in: none is told that it is locked."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from monitor.store import connection

AT_ONCE = 8


def test_new_files_opened_at_once(tmp_path: Path) -> None:
    """SQLite refuses some of those that turn on the log at once, without waiting for its own patience."""
    together = threading.Barrier(AT_ONCE)

    def enter(name: int) -> str:
        opened = sqlite3.connect(tmp_path / f"{name}.db", timeout=connection.BUSY_SECONDS, isolation_level=None)
        together.wait()
        connection._set_up(opened, None)
        mode = str(opened.execute("PRAGMA journal_mode").fetchone()[0])
        opened.close()
        return mode

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name in range(100):
            assert list(pool.map(enter, [name] * AT_ONCE)) == ["wal"] * AT_ONCE
