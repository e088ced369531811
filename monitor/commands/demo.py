"""``silence demo``: a whole study in small, on this machine alone."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from monitor import demo as study
from monitor.commands.console import err, out, told


@click.command(short_help="Run a whole study in small, on this machine.")
@click.option("--out", "folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True)
@told
def demo(folder: Path) -> None:
    """Run a whole study in small: nine control platforms, web chat and e-mail, fourteen compressed nights.

    Nothing leaves this machine. Leaves DIR/report/index.html, DIR/report/data/, DIR/truth.jsonl and
    DIR/silence.db; an existing demo folder is replaced, any other refused.
    """
    out.print("A whole study in small: 9 control platforms × web chat and e-mail × 14 compressed nights.")
    out.print("About four minutes on two quiet cores; on a busy machine it asks fewer at once and takes longer.")
    page = asyncio.run(_with_bar(folder) if sys.stderr.isatty() else _with_lines(folder))
    out.print(f"\nThe report: {page}", markup=False)
    out.print(f"What really happened: {folder / 'truth.jsonl'} (the probes never read it)", markup=False)


async def _with_bar(folder: Path) -> Path:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as bar:
        task = bar.add_task("inquiries closed", total=None)
        return await study.run(
            folder,
            study.Told(
                say=bar.console.print, progress=lambda done, total: bar.update(task, completed=done, total=total)
            ),
        )


async def _with_lines(folder: Path) -> Path:
    """Where no terminal is: a line at each tenth."""
    said = 0

    def progress(done: int, total: int) -> None:
        nonlocal said
        if done * 10 // total > said:
            said = done * 10 // total
            err.print(f"{done} of {total} inquiries closed")

    return await study.run(folder, study.Told(say=err.print, progress=progress))
