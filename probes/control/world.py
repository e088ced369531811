"""A world of control platforms in a thread of its own: chat pages, forms, a mail pair and desks, one truth log.

It runs on its own event loop, so that what it does and when does not wait for the monitor that measures it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from probes.control.chat import ChatControls
from probes.control.desk import MailDesks
from probes.control.form import FormControls
from probes.control.mailpair import MailPair
from probes.control.manners import Bank, ControlPlatform
from probes.control.truth import TruthLog


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where the controls are found: pages by platform id, one SMTP and one IMAP port on loopback."""

    chat: ChatControls
    form: FormControls
    smtp_port: int
    imap_port: int


@asynccontextmanager
async def world(platforms: Sequence[ControlPlatform], bank: Bank, truth: Path, *, seed: int) -> AsyncIterator[World]:
    """Start the controls, and end them on leaving."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="controls", daemon=True)
    thread.start()
    log = TruthLog(truth)
    stack = AsyncExitStack()
    try:
        yield await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(_enter(stack, platforms, bank, log, seed), loop)
        )
    finally:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(stack.aclose(), loop))
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        log.close()


async def _enter(
    stack: AsyncExitStack, platforms: Sequence[ControlPlatform], bank: Bank, log: TruthLog, seed: int
) -> World:
    chat = await stack.enter_async_context(ChatControls(platforms, bank, log, seed=seed))
    pair = await stack.enter_async_context(MailPair())
    await stack.enter_async_context(MailDesks(platforms, bank, log, pair, seed=seed))
    form = await stack.enter_async_context(FormControls(platforms, bank, log, pair, seed=seed))
    return World(chat=chat, form=form, smtp_port=pair.smtp_port, imap_port=pair.imap_port)
