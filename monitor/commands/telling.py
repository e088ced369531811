"""``silence report`` and ``silence export``: from what is remembered to what is told."""

from __future__ import annotations

from pathlib import Path

import click

from monitor import app
from monitor.clock import SystemClock
from monitor.commands.console import config_option, json_option, out, print_json, settings_of, told


@click.command(short_help="Write the week's report.")
@config_option
@click.option("--week", help="ISO week, such as 2026-W47 (default: the newest with closed windows).")
@click.option("--out", "folder", type=click.Path(path_type=Path), help="Where to write (default: [files] reports).")
@json_option
@told
def report(config: Path, week: str | None, folder: Path | None, as_json: bool) -> None:
    """Write the weekly report: one HTML page in Chinese and English, figures, and the data to recompute it."""
    from monitor import reporting  # heavy: other commands must not wait for it

    settings = settings_of(config)
    page = reporting.weekly_report(settings, app.store_of(settings), SystemClock().now(), week=week, out=folder)
    print_json({"page": str(page)}) if as_json else out.print(f"report: {page}", markup=False)


@click.command(short_help="Write the published dataset.")
@config_option
@click.option("--out", "folder", type=click.Path(path_type=Path), default=Path("data"), show_default=True)
@json_option
@told
def export(config: Path, folder: Path, as_json: bool) -> None:
    """Write the published dataset: trials, standings, messages, follow-ups, questions, study.json (docs/dataset.md)."""
    from monitor import reporting  # heavy: other commands must not wait for it

    settings = settings_of(config)
    files = reporting.export_data(settings, app.store_of(settings), SystemClock().now(), folder)
    print_json([str(f) for f in files]) if as_json else out.print("\n".join(map(str, files)), markup=False)
