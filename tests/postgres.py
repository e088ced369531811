"""A PostgreSQL of its own for whoever asks: in a temporary folder, reached by its socket, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

STARTS_WITHIN = 60.0


@contextmanager
def cluster(**settings: str) -> Iterator[str]:
    """The folder of the socket of a private cluster; ``settings`` are the server's own, beside ours."""
    found = binaries()
    if found is None:
        raise LookupError("PostgreSQL's initdb is not installed (Debian: apt install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="silence-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        initialise(found, home)
        server = _serve(found, home, settings)
        try:
            _wait(home, server)
            yield str(home)
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is to survive
            server.wait(STARTS_WITHIN)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def binaries() -> Path | None:
    """Where PostgreSQL's server lives: Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def account() -> dict[str, object]:
    """PostgreSQL refuses to run as root: then it runs as Debian's own account."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def initialise(found: Path, home: Path) -> None:
    """Make the cluster's files; its superuser is ``silence``, whom everybody on this machine may be."""
    options = ["--username=silence", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [str(found / "initdb"), "-D", str(home / "data"), *options]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, **account())
    assert done.returncode == 0, done.stderr


def _serve(found: Path, home: Path, more: dict[str, str]) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(home),
        "fsync": "off",  # the cluster dies with the tests; what durability needs is tested on SQLite
        "max_connections": "100",
        "shared_buffers": "16MB",
        **more,
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [str(found / "postgres"), "-D", str(home / "data"), *options]
    log = (home / "log").open("wb")
    return subprocess.Popen(command, cwd=home, stdout=log, stderr=log, **account())


def _wait(home: Path, server: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            return execute(home, "SELECT 1")
        except psycopg.OperationalError:
            assert server.poll() is None, (home / "log").read_text()
            assert time.monotonic() < patience, "PostgreSQL does not answer"
            time.sleep(0.05)


def execute(home: Path | str, statement: str) -> None:
    """Run one statement in the cluster's first database, outside any transaction."""
    with psycopg.connect(f"host={home} user=silence dbname=postgres", autocommit=True) as connection:
        connection.execute(statement)


def url_of(home: str, database: str) -> str:
    """The URL of a database of the cluster."""
    return f"postgresql://silence@/{database}?host={home}"
