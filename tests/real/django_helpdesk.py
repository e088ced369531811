"""django-helpdesk with one public form a platform, and the people who answer its tickets.

Each platform is a server of its own over one database, so that nothing but the address of its form tells them apart.
The helpdesk acknowledges by mail, and puts an answer on the ticket's page and into a mail.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.real import install
from tests.real.agents import Agent, known
from tests.real.processes import finished, free_ports, running

LOOK_EVERY = 0.7  # seconds between two looks for new tickets
HERE = Path(__file__).parent / "helpdesk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpdesk:
    """The running forms: platform → port."""

    ports: Mapping[str, int]

    def page(self, shop: str) -> str:
        """The form of one platform."""
        return f"http://127.0.0.1:{self.ports[shop]}/tickets/submit/"


@asynccontextmanager
async def django_helpdesk(folder: Path, *, smtp: int, agents: Mapping[str, Agent]) -> AsyncIterator[Helpdesk]:
    """Serve one form a platform (``agents``: platform → agent) and answer what is asked there until left."""
    folder.mkdir(parents=True)
    shutil.copyfile(install.helpdesk() / "db.sqlite", folder / "db.sqlite")
    python = str(install.helpdesk() / "bin" / "python")
    env = {
        "DJANGO_SETTINGS_MODULE": "settings", "HELPDESK_FOLDER": str(folder), "HELPDESK_SMTP": str(smtp),
        "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    await finished([python, str(HERE / "prepare.py"), *agents], env=env)
    ports = dict(zip(agents, free_ports(len(agents)), strict=True))
    async with AsyncExitStack() as stack:
        serve = [python, "-m", "django", "runserver", "--noreload"]
        servers = [
            running(
                [*serve, f"127.0.0.1:{port}"],
                log=folder / f"{shop}.out",
                port=port,
                env={**env, "HELPDESK_QUEUE": shop},
            )
            for shop, port in ports.items()
        ]
        await asyncio.gather(*(stack.enter_async_context(server) for server in servers))
        await stack.enter_async_context(_answered(next(iter(ports.values())), agents))
        yield Helpdesk(ports=ports)


@asynccontextmanager
async def _answered(port: int, agents: Mapping[str, Agent]) -> AsyncIterator[None]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        watch = asyncio.create_task(_watch(session, agents))
        try:
            yield
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
            for agent in agents.values():
                await agent.leave()
    if not watch.cancelled() and (problem := watch.exception()):
        raise problem


async def _watch(session: aiohttp.ClientSession, agents: Mapping[str, Agent]) -> None:
    """Look for new tickets and hand each to its platform's agent."""
    newest = 0
    while True:
        async with session.get("/staff/tickets", params={"after": str(newest)}) as answer:
            answer.raise_for_status()
            found = (await answer.json())["tickets"]
        for newest, shop, text in found:
            _take(session, agents[shop], newest, text)
        await asyncio.sleep(LOOK_EVERY)


def _take(session: aiohttp.ClientSession, agent: Agent, ticket: int, text: str) -> None:
    async def say(words: str) -> None:
        body = {"ticket": ticket, "text": words, "quiet": not agent.shop.mails}
        async with session.post("/staff/answer", json=body) as answer:
            answer.raise_for_status()

    whole = " ".join(text.split())
    agent.hear(next((question for question in known() if question in whole), whole), say)
