"""The demo: a whole study in small against control platforms, compressed to minutes, with the ordinary daemon."""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from monitor import app, bank, browsers
from monitor.clock import SystemClock
from monitor.daemon import Daemon
from monitor.errors import MonitorError
from monitor.journal import open_log
from monitor.settings import Settings, load
from monitor.store import open_store
from probes.control.mailpair import MailPair
from probes.control.manners import ControlPlatform, bank_from
from probes.control.world import World, world

MARK = ".silence-demo"
SEED = 20260105
LAST = 18  # inquiries without an ending yet: fewer than are asked while one is open
MANNERS = (
    ("prompt", "Prompt 及时", "prompt_human"),
    ("slow", "Slow 迟缓", "slow_human"),
    ("silent", "Silent 沉默", "silent"),
    ("canned", "Canned 套话", "canned"),
    ("acknowledges", "Receipt 只发回执", "acknowledges"),
    ("stalls", "Stalls 拖延", "stalls"),
    ("presale", "Before-Sale 只答售前", "before_the_sale"),
    ("deflects", "Deflects 推给供货商", "deflects"),
    ("shut", "Shut 关门", "shut"),
)
"""The nine control platforms: id, name, manner."""


class NotADemoFolder(MonitorError):
    """The folder exists and is not an earlier demo's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a demo tells while it runs: lines, and how many of how many inquiries have their ending."""

    say: Callable[[str], None] = lambda line: None
    progress: Callable[[int, int], None] = lambda done, total: None


def make_room(folder: Path) -> None:
    """An existing demo folder is replaced; any other is refused. Raises ``NotADemoFolder``."""
    if folder.exists():
        if not (folder / MARK).exists() and any(folder.iterdir()):
            raise NotADemoFolder(
                f"{folder} exists and was not made by a demo", "choose another: silence demo --out DIR"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("An earlier demo; `silence demo` may replace this folder.\n", encoding="utf-8")


def platforms() -> Sequence[ControlPlatform]:
    return [ControlPlatform(id=id_, name=name, manner=manner) for id_, name, manner in MANNERS]


async def run(folder: Path, told: Told) -> Path:
    """Run the demo into ``folder`` and return the report's page."""
    make_room(folder)
    os.environ["SILENCE_DEMO_MAIL_PASSWORD"] = MailPair.password
    browser = await asyncio.to_thread(browsers.ensure, None, told.say)
    knows = bank_from(bank.questions())
    async with world(platforms(), knows, folder / "truth.jsonl", seed=SEED) as place:
        settings = _settings(folder, place, browser)
        open_log(settings.resolve(settings.files.log))
        store = open_store(settings.database_url())
        store.migrate()
        store.close()
        crew = await _study(settings, told)
    told.say("All windows have closed; writing the report ...")
    return await asyncio.to_thread(_report, settings, folder, crew)


async def _study(settings: Settings, told: Told) -> ProcessPoolExecutor:
    """Run the study; gives those who will print its report."""
    total, nearly_over = settings.study.nights * len(settings.targets()) * 2, asyncio.Event()
    async with app.at_work(settings, say=told.say) as study:
        daemon = Daemon(study=study, until_done=True)
        watching = asyncio.create_task(_watch(study, total, told, nearly_over))
        hiring = asyncio.create_task(_printers(nearly_over))
        try:
            await daemon.run()
            told.progress(total, total)
            nearly_over.set()
            return await hiring
        finally:
            watching.cancel()
            hiring.cancel()


async def _watch(study: app.Study, total: int, told: Told, nearly_over: asyncio.Event) -> None:
    while True:
        counts = await asyncio.to_thread(study.store.counts, now=study.clock.now())
        done = sum(n for ending, n in counts.by_ending.items() if ending != "open")
        told.progress(done, total)
        if total - done <= LAST:
            nearly_over.set()
        await asyncio.sleep(0.5)


async def _printers(nearly_over: asyncio.Event) -> ProcessPoolExecutor:
    """Hired when the machine has little left to do: what prints takes seconds to load, and the report comes next."""
    await nearly_over.wait()
    press = await asyncio.to_thread(importlib.import_module, "reports.press")
    await asyncio.to_thread(importlib.import_module, "monitor.publishing.reporting")
    crew: ProcessPoolExecutor = press.hire(os.cpu_count() or 1)
    return crew


def _report(settings: Settings, folder: Path, crew: ProcessPoolExecutor) -> Path:
    # heavy: the study must not wait for it, and it is loaded when that is nearly over
    from monitor.publishing import reporting

    store = app.store_of(settings)
    try:
        return reporting.weekly_report(settings, store, SystemClock().now(), out=folder / "report", crew=crew)
    finally:
        store.close()


def _settings(folder: Path, place: World, browser: Path) -> Settings:
    template = files("monitor").joinpath("demo.toml").read_text(encoding="utf-8")
    config = folder / "config.toml"
    head = template.format(seed=SEED, browser=browser, smtp_port=place.smtp_port, imap_port=place.imap_port)
    parts = [head, *(_platform(p, place) for p in platforms()), bank.text("zh"), bank.text("en")]
    config.write_text("\n".join(parts), encoding="utf-8")
    return load(config)


def _platform(platform: ControlPlatform, place: World) -> str:
    return f'''[[platforms]]
id = "{platform.id}"
name = "{platform.name}"
control = true
[[platforms.targets]]
channel = "webchat"
address = "{place.chat.url(platform.id)}"
profile = "control"
account = "probe"
[[platforms.targets]]
channel = "mail"
address = "{platform.id}@support.test"
account = "probe"
'''
