"""Every kind of store for the contract tests, with a PostgreSQL of their own; forms; a zoo of a module's widgets."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.store import open_store
from monitor.store.interface import Store
from probes.interface import Channel
from probes.webchat.channel import enter
from tests.contract.form_world import FormWorld, form_world, told
from tests.postgres import binaries, cluster, execute, url_of
from tests.zoo.drive import MEANS, Enclosure, enclosure

NUMBERS = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder of the socket of a private cluster, in which the database ``template`` has our schema."""
    if binaries() is None:
        pytest.skip("PostgreSQL's initdb is not installed (Debian: apt install postgresql)")
    with cluster() as home:
        execute(home, "CREATE DATABASE template")
        migrated = open_store(url_of(home, "template"))
        migrated.migrate()
        migrated.close()
        yield home


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
    execute(home, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield url_of(home, name)
    execute(home, f"DROP DATABASE {name} WITH (FORCE)")


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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world() -> AsyncIterator[FormWorld]:
    """Pages with forms, a server that takes what they send, and mail. Modules about chats have a world of their own."""
    async with form_world() as made:
        yield made


@pytest.fixture
def afresh(world: FormWorld) -> None:
    """Nothing was sent yet, and what is sent is thanked for."""
    world.site.sent.clear()
    world.site.sent_at.clear()
    world.site.answer = told("<h1>Thank you for your message.</h1>We will be in touch.")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def zoo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Enclosure]:
    """The widgets that the module names ``WIDGETS``; of none where it draws each by itself."""
    async with enclosure(getattr(request.module, "WIDGETS", {}), tmp_path_factory.mktemp("zoo")) as open_zoo:
        yield open_zoo


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def channel() -> AsyncIterator[Channel]:
    """The web chat as the zoo is visited by it."""
    async with enter(MEANS) as opened:
        yield opened
