"""Measures the clock: when a reply is said to have been seen, minus when the control page's server sent it.

Opens conversations on control pages, lets the platforms speak at random moments, and prints the error of the
page's own stamps beside that of polling the same pages each 250 ms in the same run. Not a test: run it alone.

    python tests/benchmarks/clock.py [--conversations 50] [--replies 4] [--polled 10]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from probes.control.chat import ChatControls
from probes.control.manners import Bank, ControlPlatform
from probes.control.truth import TruthLog
from probes.interface import Channel, ChannelKind, Exhibit, Inquiry, Means, Persona, Target
from probes.webchat.conversation import enter

MEANS = Means(persona=Persona(name="Benchmark"), settle=timedelta(seconds=1), patience=timedelta(seconds=60))
PLATFORM = ControlPlatform(id="silent", name="Silent", manner="silent")
SECONDS = 20.0
POLL = 0.25


class Clock:
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        raise NotImplementedError


@dataclass
class Run:
    """What one run says and sees; all moments are epoch seconds by text."""

    truth: dict[str, float] = field(default_factory=dict)
    stamped: dict[str, float] = field(default_factory=dict)
    polled: dict[str, float] = field(default_factory=dict)
    opening: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(4))
    opened: int = 0
    all_open: asyncio.Event = field(default_factory=asyncio.Event)


class Elsewhere:
    """The control pages' server, on an event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    async def do(self, work: Awaitable[Any]) -> Any:
        async def doing() -> Any:
            return await work

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(doing(), self._loop))


async def converse(
    run: Run, channel: Channel, controls: ChatControls, number: int, options: argparse.Namespace
) -> None:
    """One conversation: ask, wait for the others, then watch (and perhaps poll)."""
    address = controls.url(PLATFORM.id)
    target = Target(id="t", platform=PLATFORM.id, channel=ChannelKind.WEBCHAT, address=address, control=True)
    asked = Inquiry(id=f"b{number}", target=target, question="", subject="", text="Hello?", due_at=Clock().now())
    async with AsyncExitStack() as stack:
        async with run.opening:
            door: Any = await stack.enter_async_context(channel.open(asked, Clock(), None))
            await door.send(asked.text)
        run.opened += 1
        print(f"\r{run.opened}/{options.conversations} open", end="", file=sys.stderr, flush=True)
        if run.opened == options.conversations:
            run.all_open.set()
        await run.all_open.wait()
        polling = asyncio.create_task(poll(run, door)) if number < options.polled else None
        async for message in door.listen(Clock().now() + timedelta(seconds=SECONDS + 5)):
            run.stamped[message.text] = message.seen_by.timestamp()
        if polling:
            polling.cancel()


async def poll(run: Run, door: Any) -> None:
    """The usual way: look each 250 ms, and take the moment of the look for the moment of the reply."""
    words = door._page.locator("li.agent .words")
    await asyncio.sleep(random.uniform(0, POLL))
    while True:
        for text in await words.all_inner_texts():
            run.polled.setdefault(text, time.time())
        await asyncio.sleep(POLL)


async def speak(run: Run, elsewhere: Elsewhere, controls: ChatControls, options: argparse.Namespace) -> None:
    """Every platform speaks at random moments once all conversations are open."""

    async def once(number: int, reply: int) -> None:
        await asyncio.sleep(random.uniform(1, SECONDS))
        text = f"answer {reply} to conversation {number}"
        (run.truth[text],) = await controls.say(f"b{number}", "substantive", text)

    await run.all_open.wait()
    both = [(number, reply) for number in range(options.conversations) for reply in range(options.replies)]

    async def all_of_them() -> None:
        await asyncio.gather(*(once(number, reply) for number, reply in both))

    await elsewhere.do(all_of_them())


def line(name: str, truth: Mapping[str, float], seen: Mapping[str, float], texts: Sequence[str]) -> float:
    """Print one row of the table and return its p50 in milliseconds."""
    errors = sorted((seen[text] - truth[text]) * 1000 for text in texts if text in seen)
    cuts = quantiles(errors, n=100, method="inclusive")
    print(
        f"{name:24} {len(errors):5} {errors[0]:9.1f} {cuts[49]:9.1f} {cuts[89]:9.1f} {cuts[98]:9.1f} {errors[-1]:9.1f}"
    )
    return cuts[49]


async def main(options: argparse.Namespace) -> None:
    run, elsewhere = Run(), Elsewhere()
    with tempfile.TemporaryDirectory() as folder:
        controls = ChatControls([PLATFORM], Bank(), TruthLog(Path(folder) / "truth.jsonl"), seed=0)
        await elsewhere.do(controls.__aenter__())
        async with enter(MEANS) as channel:
            talks = (converse(run, channel, controls, number, options) for number in range(options.conversations))
            await asyncio.gather(speak(run, elsewhere, controls, options), *talks)
        await elsewhere.do(controls.__aexit__(None, None, None))
    missing = set(run.truth) - set(run.stamped)
    print(f"\n{options.conversations} conversations open; replies sent {len(run.truth)}, not seen {len(missing)}")
    print(f"{'error in ms':24} {'n':>5} {'least':>9} {'p50':>9} {'p90':>9} {'p99':>9} {'worst':>9}")
    stamped = line("stamped in the page", run.truth, run.stamped, [*run.truth])
    polled = line(
        f"polled each {POLL * 1000:.0f} ms", run.truth, run.polled, [text for text in run.truth if text in run.polled]
    )
    print(f"at p50 the stamps are {polled / max(stamped, 0.001):.0f} times nearer to the truth")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--conversations", type=int, default=50)
    parser.add_argument("--replies", type=int, default=4, help="a conversation")
    parser.add_argument("--polled", type=int, default=10, help="conversations that are polled too")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main(arguments()))
