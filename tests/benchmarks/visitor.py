"""A process that only visits chats, so that what it and its browsers cost can be told from what serves them.

Ours is the product's web chat channel: one browser, a context a conversation, parked and resumed. Beside it the usual
ways with plain Playwright: a browser for each conversation (``each``), or one browser and every page kept open
(``kept``). It does what it is told on standard input, a step a line, and says ``done``.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Browser, BrowserContext, Error, Page, Playwright, async_playwright

from probes.interface import Channel, ChannelKind, Exhibit, Inquiry, Means, Persona, Sent, Session, Target
from probes.webchat.channel import enter
from probes.webchat.conversation import WebConversation
from probes.webchat.vendor import shipped_profile
from tests.benchmarks.household import below

QUESTION = "How long does a refund take?"
MEANS = Means(persona=Persona(name="Benchmark"), patience=timedelta(seconds=60))
LONG = timedelta(hours=1)
PATIENCE = 60_000.0  # ms
ROOT = Path(__file__).parents[2]


class Clock:
    """The stage of a benchmark: real time, nothing kept."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        return Exhibit(sha256="0" * 64, media_type=media_type, role=role, taken_at=self.now())


CLOCK = Clock()


def soon(seconds: float) -> datetime:
    return CLOCK.now() + timedelta(seconds=seconds)


def inquiry(address: str, number: int, *, described: bool = True) -> Inquiry:
    """A question to the control page there; ``described``: by its profile, else by nothing but its address."""
    profile = shipped_profile("control") if described else None
    target = Target(id="t", platform="p", channel=ChannelKind.WEBCHAT, address=address, control=True, profile=profile)
    return Inquiry(id=f"b{number}", target=target, question="", subject="", text=QUESTION, due_at=CLOCK.now())


class Way(Protocol):
    """A way to hold a conversation. ``ask`` opens it and asks; then it is watched until ``park``."""

    async def ask(self, number: int) -> None: ...

    async def park(self, number: int) -> None: ...

    async def visit(self, number: int) -> None: ...


class Ours:
    """The product's channel, as the engine uses it."""

    def __init__(self, channel: Channel, address: str, settle: timedelta) -> None:
        self._channel, self._address, self._settle = channel, address, settle
        self._open: dict[int, tuple[AsyncExitStack, Any, asyncio.Task[None]]] = {}
        self._parked: dict[int, Session] = {}

    async def ask(self, number: int) -> None:
        stack = AsyncExitStack()
        door: Any = await stack.enter_async_context(self._channel.open(self._inquiry(number), CLOCK, None))
        assert isinstance(await door.send(QUESTION), Sent)
        self._open[number] = stack, door, asyncio.create_task(_hear(door))

    async def park(self, number: int) -> None:
        stack, door, hearing = self._open.pop(number)
        await _ended(hearing)
        self._parked[number] = await door.park()
        await stack.aclose()

    async def visit(self, number: int) -> None:
        async with self._channel.open(self._inquiry(number), CLOCK, self._parked[number]) as door:
            lines = [line async for line in door.listen(CLOCK.now() + self._settle, leaving=False)]
            assert any(line.text == QUESTION for line in lines)
            self._parked[number] = await door.park()

    def _inquiry(self, number: int) -> Inquiry:
        return inquiry(self._address, number)


async def _hear(door: WebConversation) -> None:
    async for _ in door.listen(CLOCK.now() + LONG):
        pass


class Plain:
    """Plain Playwright with the same browser; ``each``: one browser a conversation, else a context of a shared one."""

    def __init__(self, driver: Playwright, address: str, path: Path, *, each: bool) -> None:
        self._driver, self._address, self._path, self._each = driver, address, path, each
        self.settle = MEANS.settle
        self._shared: Browser | None = None
        self._open: dict[int, tuple[BrowserContext, asyncio.Task[None]]] = {}
        self._parked: dict[int, Any] = {}

    async def ask(self, number: int) -> None:
        context, page = await self._arrive(number)
        await page.click("#launcher")
        await page.locator("#chat[data-socket=open]").wait_for()
        await page.fill("#chat textarea", QUESTION)
        await page.press("#chat textarea", "Enter")
        await page.locator("li.own").first.wait_for()
        answer = page.locator("li.agent:not(.typing)").nth(1)  # the first is the greeting
        self._open[number] = context, asyncio.create_task(_wait_for(answer))

    async def park(self, number: int) -> None:
        context, waiting = self._open.pop(number)
        await _ended(waiting)
        self._parked[number] = await context.storage_state(indexed_db=True)
        await self._close(context)

    async def visit(self, number: int) -> None:
        context, page = await self._arrive(number, storage_state=self._parked[number])
        await page.locator("li.own").first.wait_for()
        await asyncio.sleep(self.settle.total_seconds())
        assert QUESTION in await page.locator("li .words").all_inner_texts()
        self._parked[number] = await context.storage_state(indexed_db=True)
        await self._close(context)

    async def _arrive(self, number: int, **options: Any) -> tuple[BrowserContext, Page]:
        browser = await self._launch() if self._each else await self._one()
        context = await browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        await page.goto(f"{self._address}?inquiry=b{number}")
        return context, page

    async def _one(self) -> Browser:
        self._shared = self._shared or await self._launch()
        return self._shared

    async def _launch(self) -> Browser:
        return await self._driver.chromium.launch(executable_path=self._path)

    async def _close(self, context: BrowserContext) -> None:
        browser = context.browser
        await context.close()
        if self._each and browser:
            await browser.close()


async def _wait_for(answer: Any) -> None:
    with suppress(Error):
        await answer.wait_for(timeout=LONG.total_seconds() * 1000)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


# -- the process ------------------------------------------------------------------------------------------------------


async def serve(way: Way, at_once: int) -> None:
    """Do the steps: ``ask|park|visit FIRST COUNT``, so many at once; the end of the input ends it."""
    while line := (await asyncio.to_thread(sys.stdin.readline)).split():
        step, first, count = line[0], int(line[1]), int(line[2])
        room = asyncio.Semaphore(at_once)

        async def one(number: int, step: str = step, room: asyncio.Semaphore = room) -> None:
            async with room:
                await getattr(way, step)(number)

        await asyncio.gather(*(one(number) for number in range(first, first + count)))
        print("done", flush=True)


async def main(options: argparse.Namespace) -> None:
    async with AsyncExitStack() as stack:
        settle = timedelta(seconds=options.settle)
        if options.way == "ours":
            channel = await stack.enter_async_context(enter(replace(MEANS, settle=settle)))
            way: Way = Ours(channel, options.address, settle)
        else:
            from probes.browser import find  # the same browser as ours

            driver, path = await stack.enter_async_context(async_playwright()), find(None)
            assert path is not None, "no browser is installed"
            way = Plain(driver, options.address, path, each=options.way == "each")
            way.settle = settle
        await serve(way, options.at_once)


class Visitor:
    """The other end: starts the process and tells it what to do."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process, self.pid = process, process.pid

    async def do(self, step: str, first: int, count: int) -> None:
        """One step for the conversations ``first`` … ``first + count - 1``; raises if the process dies of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{step} {first} {count}\n".encode())
        while (told := await self._process.stdout.readline()) != b"done\n":  # the log is written there too
            if not told:
                raise RuntimeError(f"the visitor died of: {step} {first} {count}")


@asynccontextmanager
async def visitor(
    way: str, address: str, *, at_once: int, settle: float = 2.5, env: Mapping[str, str] | None = None
) -> AsyncIterator[Visitor]:
    """A visitor in a household of its own, ended on leaving."""
    options = (f"--at-once={at_once}", f"--settle={settle}")
    command = below(sys.executable, "-m", "tests.benchmarks.visitor", way, address, *options)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe, env=env)
    try:
        yield Visitor(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 60)
        except TimeoutError:
            process.kill()
            await process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("way", choices=("ours", "each", "kept"))
    parser.add_argument("address")
    parser.add_argument("--at-once", type=int, default=3)
    parser.add_argument("--settle", type=float, default=2.5, help="seconds without a change that every visit waits for")
    asyncio.run(main(parser.parse_args()))
