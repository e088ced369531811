"""Measures what a chat's pictures, page and frames cost: CPU seconds and bytes of one conversation with one answer.

The same conversations without and with them, in turn, on the control's bare page and on a shop's page (200 pictures of
8 KB). CPU is that of our own process, driver, browser and pages together; the difference is what the exhibits take.
Not a test: run it alone (Linux only). About three minutes.

    python -m tests.benchmarks.exhibits [--conversations 12]
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from statistics import median

from probes.interface import Exhibit, Witnesses
from probes.webchat.channel import WebChat, enter
from tests.contract.webchat.test_webchat_pages import PROFILE, chat
from tests.contract.webchat_world import CLOCK, MEANS, QUESTION, World, chat_world, told
from tests.faults.processes import PROC, family

TICKS = os.sysconf("SC_CLK_TCK")
ROUNDS = 3
WAYS: Mapping[str, Witnesses] = {
    "nothing": Witnesses(controls=True),
    "pictures": Witnesses(screenshots=True, controls=True),
    "page, connection": Witnesses(page=True, controls=True),
    "all": Witnesses(screenshots=True, page=True, frames=True, controls=True),
}


@dataclass
class Counting:
    """A stage that counts what it is given."""

    size: Counter[str] = field(default_factory=Counter)
    number: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        return CLOCK.now()

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        self.size[role] += len(content)
        self.number[role] += 1
        return Exhibit(sha256="0" * 64, media_type=media_type, role=role, taken_at=self.now())


def cpu() -> float:
    """CPU seconds of our whole family, those that have ended and were waited for included."""
    return sum(_of(process.pid) for process in family(os.getpid()))


def _of(pid: int) -> float:
    try:
        told = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, told[11:15])) / TICKS


def shop() -> str:
    """A page as shops have them: two hundred pictures that no two are alike, and the chat."""
    draw = random.Random(7)
    bmp = (b"BM" + (8246).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little")
           + (64).to_bytes(4, "little") + (42).to_bytes(4, "little") + b"\x01\0\x18\0" + bytes(24))  # fmt: skip
    pictures = (base64.b64encode(bmp + draw.randbytes(8192)).decode() for _ in range(200))
    goods = "".join(f"<figure><img src='data:image/bmp;base64,{one}'><p>50 yuan</p></figure>" for one in pictures)
    return (
        f"<style>main {{ display: grid; grid-template-columns: repeat(10, 1fr) }}</style>{chat()}<main>{goods}</main>"
    )


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        async with enter(MEANS) as channel, chat_world(channel, Path(folder)) as made:
            yield made


async def measure(there: World, body: str, conversations: int) -> None:
    spent: dict[str, list[float]] = {way: [] for way in WAYS}
    kept = {way: Counting() for way in WAYS}
    for turn in range(ROUNDS):
        for way, witnesses in WAYS.items():
            channel = WebChat(replace(MEANS, witnesses=witnesses), there.channel._browsers)  # type: ignore[attr-defined]
            before = cpu()
            for _ in range(conversations // ROUNDS):
                async with channel.open(there.question_on(body, PROFILE), kept[way], None) as door:
                    await door.send(QUESTION)
                    await told(door, 2)
            if turn or conversations < 2 * ROUNDS:  # the first round warms up
                spent[way].append((cpu() - before) / (conversations // ROUNDS))
    for way, each in spent.items():
        size = ", ".join(
            f"{role} {kept[way].number[role] / conversations:.1f} x {size / kept[way].number[role] / 1000:.0f} kB"
            for role, size in sorted(kept[way].size.items())
        )
        whole = sum(kept[way].size.values()) / conversations / 1000
        print(f"  {way:18}{median(each):6.2f} CPU-s  {whole:8.0f} kB  {size}")


async def main(conversations: int) -> None:
    async with world() as there:
        bare, full = chat(), shop()
        for name, body in (("bare page", bare), ("shop's page", full)):
            print(f"{name} ({len(body) / 1000:.0f} kB)", flush=True)
            await measure(there, body, conversations)


if __name__ == "__main__":
    if not PROC.is_dir():
        sys.exit("CPU of processes is read from /proc, which this machine has not")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--conversations", type=int, default=12)
    asyncio.run(main(parser.parse_args().conversations))
