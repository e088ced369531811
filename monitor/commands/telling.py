"""``silence report`` and ``silence export``: from what is remembered to what is told."""

from __future__ import annotations

from pathlib import Path

import click

from monitor import app
from monitor.clock import SystemClock
from monitor.commands.console import (
    FOUND,
    USAGE,
    config_option,
    err,
    fail,
    harmless,
    json_option,
    out,
    print_json,
    settings_of,
    told,
)  # fmt: skip
from monitor.settings import Settings
from monitor.store.interface import Store
from probes.interface import ProbeError


@click.command(short_help="Write the week's report.")
@config_option
@click.option("--week", help="ISO week, such as 2026-W47 (default: the newest with closed windows).")
@click.option("--out", "folder", type=click.Path(path_type=Path), help="Where to write (default: [files] reports).")
@click.option("--rebuild", is_flag=True, help="Write an old edition of --week again, byte for byte.")
@click.option("--edition", "number", type=click.IntRange(1), help="Which edition to rebuild (default: the newest).")
@json_option
@told
def report(
    config: Path, week: str | None, folder: Path | None, rebuild: bool, number: int | None, as_json: bool
) -> None:  # fmt: skip
    """Write the weekly report: one HTML page in Chinese and English, figures, and the data to recompute it.

    An edition that names anybody but controls of our own is a draft until `silence publish`, and says so. Every edition
    is remembered. With --rebuild an old one is written again from what it was made of: facts as known
    then, labels of the rules of then, settings of then. It leaves with 1 if a single byte differs.
    """
    if (number and not rebuild) or (rebuild and not week):
        fail("--edition and --week belong to --rebuild", "silence report --rebuild --week 2026-W47 --edition 1", USAGE)
    settings = settings_of(config)
    store = app.store_of(settings)
    if rebuild and week:
        page = _rebuilt(settings, store, week, number, folder)
    else:
        page = _drafted(settings, store, week, folder)
    print_json({"page": str(page)}) if as_json else out.print(f"report: {page}", markup=False)


def _drafted(settings: Settings, store: Store, week: str | None, folder: Path | None) -> Path:
    """With PDF and card; where the browser fails, without them rather than not at all."""
    from monitor.publishing import reporting  # heavy: other commands must not wait for it
    from monitor.publishing.rendering import renderer

    made_by, now = renderer(settings.browser.path), SystemClock().now()
    try:
        return reporting.weekly_report(settings, store, now, week=week, out=folder, renderer=made_by)
    except ProbeError as error:
        err.print(f"silence: no report.pdf and no card.png: {harmless(str(error))}")
        return reporting.weekly_report(settings, store, now, week=week, out=folder)


def _rebuilt(settings: Settings, store: Store, week: str, number: int | None, folder: Path | None) -> Path:
    from monitor.editions import EditionDiffers, EditionUnknown
    from monitor.publishing import reporting

    try:
        return reporting.rebuild(settings, store, week, number=number, out=folder)
    except EditionUnknown as error:
        fail(str(error), error.hint, USAGE)
    except EditionDiffers as error:
        fail(str(error), error.hint, FOUND)


@click.command(short_help="Write the published dataset.")
@config_option
@click.option("--out", "folder", type=click.Path(path_type=Path), default=Path("data"), show_default=True)
@json_option
@told
def export(config: Path, folder: Path, as_json: bool) -> None:
    """Write the published dataset: trials, standings, messages, follow-ups, questions, study.json (docs/dataset.md)."""
    from monitor.publishing import reporting  # heavy: other commands must not wait for it

    settings = settings_of(config)
    files = reporting.export_data(settings, app.store_of(settings), SystemClock().now(), folder)
    print_json([str(f) for f in files]) if as_json else out.print("\n".join(map(str, files)), markup=False)
