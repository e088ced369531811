"""``doctor``, ``migrate``, ``backup``, ``restore``: keeping a study's machine and memory sound."""

from __future__ import annotations

from pathlib import Path

import click

from monitor import app
from monitor import backup as archive
from monitor import doctor as surgery
from monitor.clock import SystemClock
from monitor.commands.console import FOUND, config_option, harmless, json_option, out, print_json, settings_of, told
from monitor.commands.finding import examine, picture_option
from monitor.settings.credentials import reveal
from monitor.store import open_store
from monitor.store.moving import move


@click.command(short_help="Examine this machine; say how to mend it.")
@config_option
@click.argument("target", required=False)
@click.option("--say", default="", metavar="TEXT", help="Write TEXT into TARGET, once; without it nothing is sent.")
@picture_option
@json_option
@told
def doctor(config: Path, target: str | None, say: str, picture: Path | None, as_json: bool) -> None:
    """Examine browser, mail, database, fonts, clock and disk; or a chat or form TARGET: its first part that broke."""
    if target is not None:
        examine(config, target, picture, say=say, as_json=as_json)
        return
    findings = surgery.examine(settings_of(config))
    if as_json:
        print_json([{"part": f.part, "fine": f.fine, "finding": f.finding, "mend": f.mend} for f in findings])
    for f in () if as_json else findings:
        mark = "[green]fine[/green]" if f.fine else "[red]wrong[/red]"
        out.print(f"{f.part:10} {mark}  {harmless(f.finding)}")
        if not f.fine:
            out.print(f"           → {harmless(f.mend)}")
    if not all(f.fine for f in findings):
        raise SystemExit(FOUND)


@click.command(short_help="Bring the database to this version's schema.")
@config_option
@told
def migrate(config: Path) -> None:
    """Bring the database to this version's schema (make a backup first)."""
    settings = settings_of(config)
    store = open_store(settings.database_url())
    out.print(f"schema is at {store.migrate()}", markup=False)


@click.command("migrate-store", short_help="Move a study from SQLite to PostgreSQL.")
@click.argument("sqlite_url")
@click.argument("postgres_url")
@json_option
@told
def migrate_store(sqlite_url: str, postgres_url: str, as_json: bool) -> None:
    """Move a study from SQLITE_URL into the empty database at POSTGRES_URL, whole or not at all.

    Stop the study first. Either address may be env:NAME. Every table is read back: its number of rows and the SHA-256
    of all of them are printed, and were equal on both sides. The old file is left, marked as moved.
    """
    urls = [reveal(url, "URL") if url.startswith("env:") else url for url in (sqlite_url, postgres_url)]
    moved = move(urls[0], urls[1], now=SystemClock().now())
    if as_json:
        print_json([{"table": m.table, "rows": m.rows, "sha256": m.sha256} for m in moved])
        return
    for m in moved:
        out.print(f"{m.table:12} {m.rows:9} rows  {m.sha256[:16]}…", markup=False)
    out.print("moved: write the new address into [database] url", markup=False)


@click.command(short_help="Write database and evidence into one zip.")
@config_option
@click.option("--out", "file", type=click.Path(path_type=Path), required=True, help="The zip file to write.")
@told
def backup(config: Path, file: Path) -> None:
    """Write database and evidence into one zip with a manifest of SHA-256 sums; the daemon may go on."""
    settings = settings_of(config)
    archive.backup(settings.database_url(), app.evidence_of(settings).folder, file)
    out.print(f"backup: {file}", markup=False)


@click.command(short_help="Restore a backup into an empty place.")
@config_option
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@told
def restore(config: Path, file: Path) -> None:
    """Restore a backup into an empty database and evidence folder, verifying every file."""
    settings = settings_of(config)
    archive.restore(file, settings.database_url(), app.evidence_of(settings).folder)
    out.print("restored", markup=False)
