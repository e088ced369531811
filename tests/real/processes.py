"""Starts foreign servers as children of ours and makes sure that none of them outlives us."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count, islice
from pathlib import Path

START = 30.0  # seconds a server may take to listen
LEAVE = 8.0  # seconds a server may take to stop before it is killed
PORTS = count(20_000 + os.getpid() * 149 % 12_000)
"""Below those that the kernel gives to whoever asks for any, and each process begins elsewhere: several start servers
at once, and a port is free for a while before its server takes it."""


class ServerError(Exception):
    """A server did not come up; the message holds the end of its log."""


def free_ports(many: int) -> list[int]:
    """Loopback ports nobody listens on now, never given before."""
    return list(islice(filter(_is_free, PORTS), many))


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@asynccontextmanager
async def folder() -> AsyncIterator[Path]:
    """A temporary folder that servers running as other users may enter; gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="silence-real-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@asynccontextmanager
async def running(
    command: Sequence[str],
    *,
    log: Path,
    port: int | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run ``command`` in a process group of its own until left; wait first until ``port`` is listened on.

    The kernel also ends it if we die without a ``finally`` (kill -9). Raises ``ServerError``.
    """
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "TERM", "--", *command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            start_new_session=True,
        )
    try:
        if port is not None:
            await _listening(port, process, log)
        yield process
    finally:
        await stop(process)


async def stop(
    process: asyncio.subprocess.Process, *, first: signal.Signals = signal.SIGTERM, patience: float = LEAVE
) -> None:
    """Ask the process to leave, wait ``patience`` seconds, then end whatever is left of its group."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.send_signal(first)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), patience)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), LEAVE)


async def finished(command: Sequence[str], *, env: Mapping[str, str] | None = None, stdin: str = "") -> str:
    """Run a short command to its end (at most a minute) and return what it printed. Raises ``ServerError``."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, **(env or {})},
        start_new_session=True,
    )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(stdin.encode()), 300)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        raise ServerError(f"{command[0]} ended with {process.returncode}:\n{printed.decode(errors='replace')[-2000:]}")
    return printed.decode(errors="replace")


async def _listening(port: int, process: asyncio.subprocess.Process, log: Path) -> None:
    deadline = asyncio.get_running_loop().time() + START
    while asyncio.get_running_loop().time() < deadline and process.returncode is None:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise ServerError(f"nothing listens on port {port}:\n{log.read_text(errors='replace')[-2000:]}")
