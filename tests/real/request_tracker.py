"""Request Tracker with one queue and one address a platform, and the people who answer its tickets.

Mail in goes through Postfix and RT's own mail gate; RT acknowledges by itself; people answer by its REST service.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.real import templates
from tests.real.agents import Agent, known
from tests.real.processes import finished, running

LOOK_EVERY = 0.7  # seconds between two looks for new tickets
LOGIN = {"Authorization": "Basic " + base64.b64encode(b"root:password").decode()}  # RT's own after its set-up
SERVER = "/usr/share/request-tracker5/libexec/rt-server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A running Request Tracker."""

    web: int
    folder: Path


@asynccontextmanager
async def request_tracker(folder: Path, *, web: int, postfix: Path, queues: list[str]) -> AsyncIterator[Desk]:
    """Set a fresh SQLite desk up in ``folder`` and serve it on port ``web``; it mails by ``postfix`` (its etc)."""
    for name in ("db", "conf.d", "var/mason", "var/session"):
        (folder / name).mkdir(parents=True)
    config = templates.write("RT_SiteConfig.pm", folder, folder=folder, web=web, postfix=postfix)
    env = {"RT_SITE_CONFIG": str(config), "RT_SITE_CONFIG_DIR": str(folder / "conf.d")}
    await finished(
        ["rt-setup-database-5", "--action", "init", "--skip-create", "--dba", "", "--dba-password", ""], env=env
    )
    await finished(["perl", str(Path(templates.__file__).parent / "queues.pl"), *queues], env=env)
    serve = [SERVER, "--host", "127.0.0.1", "--port", str(web), "--server", "Starlet", "--max-workers", "3"]
    async with running(serve, log=folder / "rt.out", port=web, env=env):
        yield Desk(web=web, folder=folder)


@asynccontextmanager
async def answered(desk: Desk, agents: Mapping[str, Agent]) -> AsyncIterator[None]:
    """Let ``agents`` (queue name → agent) answer the tickets of ``desk`` until left."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{desk.web}", headers=LOGIN) as session:
        watch = asyncio.create_task(_People(session, agents).work())
        try:
            yield
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
            for agent in agents.values():
                await agent.leave()
    if not watch.cancelled() and (problem := watch.exception()):
        raise problem


class _People:
    """Looks for new tickets and hands each to its queue's agent."""

    def __init__(self, session: aiohttp.ClientSession, agents: Mapping[str, Agent]) -> None:
        self._session = session
        self._agents = agents
        self._newest = 0

    async def work(self) -> None:
        while True:
            found = await self._get("tickets", query=f"id > {self._newest}", fields="Queue", per_page="100")
            for item in sorted(found["items"], key=lambda item: int(item["id"])):
                self._newest = int(item["id"])
                await self._take(self._newest)
            await asyncio.sleep(LOOK_EVERY)

    async def _take(self, ticket: int) -> None:
        about = await self._get(f"ticket/{ticket}", **{"fields[Queue]": "Name"})
        queue = await self._get(f"queue/{about['Queue']['id']}")
        agent = self._agents.get(queue["Name"])
        if agent is None:
            return

        async def say(words: str) -> None:
            body = {"Content": words, "ContentType": "text/plain"}
            async with self._session.post(f"/REST/2.0/ticket/{ticket}/correspond", json=body) as answer:
                answer.raise_for_status()

        agent.hear(await self._question(ticket), say)

    async def _question(self, ticket: int) -> str:
        """The text with which the ticket was opened; a known question is found within what surrounds it."""
        found = await self._get(f"ticket/{ticket}/attachments", fields="Content,ContentType")
        texts = [
            str(item["Content"])
            for item in found["items"]
            if item.get("Content") and str(item.get("ContentType", "")).startswith("text/plain")
        ]
        whole = " ".join(texts[0].split()) if texts else ""
        return next((text for text in known() if text in whole), whole)

    async def _get(self, path: str, **query: str) -> Any:
        async with self._session.get(f"/REST/2.0/{path}", params=query) as answer:
            answer.raise_for_status()
            return await answer.json()
