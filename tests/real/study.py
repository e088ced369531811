"""Runs the product as its user does: commands of ``silence`` in processes of their own, in the study's folder."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.real.processes import ServerError, finished, running, stop

ROOT = Path(__file__).resolve().parents[2]
LOOK_EVERY = 20.0  # seconds; a look is a process of its own and must not disturb the night
PARKING = 60.0  # seconds the daemon may take to park everything
KEY = re.compile(r"SILENCE_SESSION_KEY=(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The command ``silence`` for one study."""

    folder: Path
    env: Mapping[str, str]

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    async def __call__(self, *words: str) -> str:
        """Run one command to its end; raises ``ServerError`` with what it printed unless it exits with 0."""
        return await finished(self.line(*words), env=self.env)

    def line(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "monitor.cli", words[0], "--config", str(self.config), *words[1:]]

    async def status(self) -> dict[str, Any]:
        """``silence status --json``, parsed; what is printed beside it does not disturb."""
        printed = await self("status", "--json")
        status: dict[str, Any] = json.loads(printed[printed.index("{") :])
        return status

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """``silence run`` until left; then it is asked to leave by Ctrl-C, as a person would."""
        async with running(self.line("run"), log=self.folder / "run.out", env=self.env, cwd=ROOT) as process:
            try:
                yield process
            finally:
                await stop(process, first=signal.SIGINT, patience=PARKING)

    async def until_closed(self, process: asyncio.subprocess.Process, *, inquiries: int, seconds: float) -> bool:
        """Wait until so many inquiries have their ending; False when time is up. Raises if the daemon leaves."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.returncode is not None:
                printed = (self.folder / "run.out").read_text(errors="replace")
                raise ServerError(f"silence run left with {process.returncode}:\n{printed[-3000:]}")
            endings = (await self.status())["inquiries"]
            if sum(endings.values()) - endings.get("open", 0) >= inquiries:
                return True
            await asyncio.sleep(LOOK_EVERY)
        return False


async def new_study(folder: Path) -> Silence:
    """``silence init`` in ``folder``; the key for stored sessions goes where it says."""
    env = {
        "SILENCE_MAIL_PASSWORD": "secret",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
    }
    printed = await finished([sys.executable, "-m", "monitor.cli", "init", "--out", str(folder)], env=env)
    if key := KEY.search(printed):
        env["SILENCE_SESSION_KEY"] = key.group(1)
    return Silence(folder=folder, env=env)
