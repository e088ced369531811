"""``silence ask TARGET``: one inquiry now, watched live in the terminal."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import click

from monitor import app, by_hand
from monitor.commands.console import USAGE, config_option, err, fail, harmless, out, settings_of, told
from monitor.journal import open_log
from monitor.settings import Settings
from probes.interface import Message, Speaker


@click.command(short_help="Ask one question now and watch it live.")
@config_option
@click.argument("target")
@click.option("--question", help="Which question of the bank (default: the first in the first language).")
@told
def ask(config: Path, target: str, question: str | None) -> None:
    """Ask TARGET one question now and watch the answer live. It is kept, counts for the budget, and is never ranked."""
    settings = settings_of(config)
    open_log(settings.resolve(settings.files.log))
    known = [t.id for t in settings.targets()]
    if target not in known:
        fail(f"there is no target {target!r}", f"the configuration has: {', '.join(known)}", USAGE)
    asyncio.run(_ask(settings, target, question))


async def _ask(settings: Settings, target: str, question: str | None) -> None:
    async with app.at_work(settings, heard=_print, say=lambda line: err.print(line)) as study:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, study.stopping.set)
        planned = await asyncio.to_thread(by_hand.plan, study, target, question)
        out.print(f"→ {harmless(planned.text)}")
        record = await by_hand.ask(study, planned)
    ended = record.reason or ("watched to the end of the live phase" if record.t0 else "not sent")
    out.print(f"{record.ending}: {harmless(ended)}")


def _print(inquiry_id: str, message: Message) -> None:
    out.print(told_live(message))


def told_live(message: Message) -> str:
    """One line for the terminal; what only the software says (who joins, the queue) bears a sign of its own."""
    sign = "·" if message.speaker is Speaker.NOTICE else "←"
    return f"{message.seen_by:%H:%M:%S} {sign} {harmless(message.text)}"
