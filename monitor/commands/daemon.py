"""``silence run`` and ``silence status``: the daemon, and what it is at."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import click

from monitor import app, heeding
from monitor.clock import SystemClock
from monitor.commands.console import config_option, err, harmless, json_option, out, print_json, settings_of, told
from monitor.daemon import Daemon
from monitor.errors import SettingsError
from monitor.guard import switch
from monitor.journal import open_log
from monitor.settings import Settings


@click.command(short_help="Run the study until stopped.")
@config_option
@click.option("--observer", default="", help="Which of the study's observers this machine is.")
@click.option("--until-done", is_flag=True, help="Leave by itself once every night is asked and every window closed.")
@told
def run(config: Path, observer: str, until_done: bool) -> None:
    """Run the study: nightly plan, visits, positive control, weekly report.

    Ctrl-C (or SIGTERM) parks everything and leaves. SIGHUP reads the configuration again: plans made from then
    on use it, what is planned stays.
    """
    settings = observed_by(settings_of(config), observer)
    open_log(
        settings.resolve(settings.files.log), verbose=bool(click.get_current_context().find_root().params["verbose"])
    )
    asyncio.run(_run(settings, config, until_done))


async def _run(settings: Settings, config: Path, until_done: bool) -> None:
    async with app.at_work(settings, say=lambda line: err.print(line)) as study:
        daemon = Daemon(study=study, until_done=until_done)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, daemon.stop)
        loop.add_signal_handler(signal.SIGHUP, _reload, daemon, config, settings.study.observer)
        err.print(f"silence: watching {len(settings.targets())} targets; Ctrl-C parks everything and leaves")
        await daemon.run()
    err.print("silence: parked; `silence run` goes on from here")


def observed_by(settings: Settings, observer: str) -> Settings:
    """The settings of this machine. Raises SettingsError where it is not said, or not known, which one it is."""
    study = settings.study
    return settings.seen_by(observer or study.observer) if observer or study.observers else settings


def _reload(daemon: Daemon, config: Path, observer: str) -> None:
    """A broken new file changes nothing: the daemon says so and goes on with what it has."""
    try:
        daemon.reload(observed_by(settings_of(config), observer))
    except SettingsError as error:
        err.print(f"silence: configuration not reloaded, going on with the old one:\n{harmless(str(error))}")


@click.command(short_help="Show what the study is at.")
@config_option
@json_option
@told
def status(config: Path, as_json: bool) -> None:
    """Show inquiries by ending, visits waiting, controls and pauses."""
    settings = settings_of(config)
    store, now = app.store_of(settings), SystemClock().now()
    counts, due = store.counts(now=now), store.next_due()
    report = {
        "study": settings.study.id,
        "nights": len(store.nights()),
        "inquiries": dict(counts.by_ending),
        "visits_waiting": counts.waiting_visits,
        "visits_overdue": counts.overdue_visits,
        "visits_under_way": counts.leased_visits,
        "next_due": due.isoformat() if due else None,
        "kill_switch": "on: nothing is sent" if switch.is_on(settings) else "off",
        "paused": [p.platform for p in store.pauses(at=now)],
        "opted_out": [f"{p.platform} since {p.since:%Y-%m-%d}" for p in store.pauses(at=now) if p.kind == "opt_out"],
        "decisions_waiting": [f"{one.inquiry}: {one.platform}" for one in heeding.pending(store)],
        "controls_failed": [
            f"{c.night} {c.channel} {c.observer}: {c.detail}" for c in store.controls() if not c.passed
        ],
        "mail_waiting_unmatched": sum(p.released_at is None for p in store.penned()),
    }
    if as_json:
        print_json(report)
        return
    for name, value in report.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        shown = "\n  ".join(shown) if isinstance(shown, list) else shown
        out.print(f"{name.replace('_', ' '):24} {harmless(str(shown)) if shown not in (None, '') else '–'}")
