"""Every kind of store for the contract tests, among them a PostgreSQL of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from monitor.store import open_store
from monitor.store.interface import Store

STARTS_WITHIN = 60.0
NUMBERS = count()


def _binaries() -> Path | None:
    """Where PostgreSQL's server lives: Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _account() -> dict[str, object]:
    """PostgreSQL refuses to run as root: then it runs as Debian's own account."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder of the socket of a private cluster, in which the database ``template`` has our schema."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's initdb is not installed (Debian: apt install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="silence-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        _initialise(binaries, home)
        server = _serve(binaries, home)
        try:
            _wait(home, server)
            _execute(home, "CREATE DATABASE template")
            migrated = open_store(_url(str(home), "template"))
            migrated.migrate()
            migrated.close()
            yield str(home)
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is to survive
            server.wait(STARTS_WITHIN)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _initialise(binaries: Path, home: Path) -> None:
    options = ["--username=silence", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [str(binaries / "initdb"), "-D", str(home / "data"), *options]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, **_account())
    assert done.returncode == 0, done.stderr


def _serve(binaries: Path, home: Path) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(home),
        "fsync": "off",  # the cluster dies with the tests; what durability needs is tested on SQLite
        "max_connections": "100",
        "shared_buffers": "16MB",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [str(binaries / "postgres"), "-D", str(home / "data"), *options]
    log = (home / "log").open("wb")
    return subprocess.Popen(command, cwd=home, stdout=log, stderr=log, **_account())


def _wait(home: Path, server: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            return _execute(home, "SELECT 1")
        except psycopg.OperationalError:
            assert server.poll() is None, (home / "log").read_text()
            assert time.monotonic() < patience, "PostgreSQL does not answer"
            time.sleep(0.05)


def _execute(home: Path | str, statement: str) -> None:
    with psycopg.connect(f"host={home} user=silence dbname=postgres", autocommit=True) as connection:
        connection.execute(statement)


def _url(home: str, database: str) -> str:
    return f"postgresql://silence@/{database}?host={home}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with our schema: copying it is quicker than migrating."""
    path = tmp_path_factory.mktemp("template") / "silence.db"
    store = open_store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with our schema."""
    shutil.copy(sqlite_template, tmp_path / "silence.db")
    return f"sqlite:///{tmp_path / 'silence.db'}"


@pytest.fixture
def empty_postgres_url(postgres: str) -> Iterator[str]:
    """A fresh PostgreSQL database without anything in it."""
    yield from _fresh(postgres, "template0")


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A fresh PostgreSQL database with our schema."""
    yield from _fresh(postgres, "template")


def _fresh(home: str, template: str) -> Iterator[str]:
    name = f"test_{next(NUMBERS)}"
    _execute(home, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _url(home, name)
    _execute(home, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """A fresh database with our schema, of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def doors(request: pytest.FixtureRequest) -> Iterator[Callable[[], Store]]:
    """Opens one and the same fresh store again and again, as several processes do (memory: always the one)."""
    opened: list[Store] = []
    url = "memory://" if request.param == "memory" else str(request.getfixturevalue(f"{request.param}_url"))

    def door() -> Store:
        if not opened or request.param != "memory":
            opened.append(open_store(url))
        return opened[-1]

    yield door
    for store in opened:
        store.close()


@pytest.fixture
def store(doors: Callable[[], Store]) -> Store:
    """A fresh store of each kind."""
    return doors()
