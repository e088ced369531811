"""The composition root: builds the monitor's rooms from the settings and opens the doors between them."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from monitor import browsers, heeding, planning
from monitor.alarm import Alarm
from monitor.clock import Clock, SystemClock
from monitor.clockwatch import ClockWatch
from monitor.controls import positive_controls
from monitor.dispatch import dispatch_for
from monitor.dispatch import underway as dispatch
from monitor.dispatch.interface import Dispatch
from monitor.dispatch.pace import Pace
from monitor.dispatch.underway import UnderWay
from monitor.engine import Engine
from monitor.environment import environment
from monitor.evidence import Evidence, deliver, evidence_at
from monitor.guard import approvals
from monitor.health import Gate
from monitor.instrument import Suspicion
from monitor.labelling import Labelling
from monitor.persistence import Persistence
from monitor.profiles import StoredProfiles
from monitor.script import Script
from monitor.settings import Settings
from monitor.settings.credentials import reveal
from monitor.store import open_store
from monitor.store.interface import ControlResult, DatabaseNew, PlannedInquiry, Store
from monitor.store.moving import refuse_moved
from monitor.timing import Timing
from monitor.troubles import Troubles
from monitor.vault import Vault
from probes.interface import Channel, ChannelKind, Means, Message, Witnesses
from probes.registry import opener
from probes.signatures import fetch_key

Heard = Callable[[str, Message], None]

CONTEXTS_A_CORE = 40
PAGES_A_CORE = 3
"""Opening a page is mostly waiting: with so many at once visits were still begun in time (p99 0.1 s with 2)."""


@dataclass(slots=True, kw_only=True)
class Study:
    """A study at work: its settings, its memory and everything that visits.

    ``settled``: inquiries in which no answer by mail is awaited beside their own channel's: asked by mail, or void.
    """

    settings: Settings
    store: Store
    clock: Clock
    channels: dict[ChannelKind, Channel]
    engine: Engine
    gate: Gate
    dispatch: Dispatch
    alarm: Alarm
    labelling: Labelling
    clock_watch: ClockWatch
    mail: Channel | None = None  # what watches every persona's address, whatever the channel that asks
    carried: dict[str, int] = field(default_factory=dict)  # inquiry → answers by mail that are in the store
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    settled: set[str] = field(default_factory=set)

    @property
    def compressed(self) -> bool:
        return self.settings.study.compressed is not None


def store_of(settings: Settings) -> Store:
    """The study's store, its schema checked. Raises ``StoreUnavailable``."""
    store = open_store(settings.database_url())
    store.check_schema()
    return store


def begun_store_of(settings: Settings) -> Store:
    """The study's store, made if there is none yet; a database of another version is refused all the same."""
    store = open_store(settings.database_url())
    try:
        store.check_schema()
    except DatabaseNew:
        store.migrate()
    refuse_moved(store)
    return store


def evidence_of(settings: Settings) -> Evidence:
    """The study's exhibits: in a folder, or in a store with a folder for what is on its way."""
    return evidence_at(settings.files.evidence, settings.evidence_folder)


def vault_of(settings: Settings) -> Vault:
    """The vault of stored sessions; a study of controls alone may keep its key in a file beside the config."""
    only_controls = all(platform.control for platform in settings.platforms)
    return Vault.find(settings.study.id, fallback_file=settings.resolve(".session-key") if only_controls else None)


def alarm_of(settings: Settings, store: Store, clock: Clock) -> Alarm:
    urls = [reveal(url, "notices.apprise") for url in settings.notices.apprise]
    dead_man = reveal(settings.notices.dead_man, "notices.dead_man") if settings.notices.dead_man else ""
    return Alarm(store=store, clock=clock, urls=urls, dead_man=dead_man)


def timing_of(settings: Settings) -> Timing:
    timing = settings.study.timing
    return Timing(checkpoints=settings.study.checkpoints.by_channel(), live=timing.live, settle=timing.settle)


def kinds_in_use(settings: Settings) -> set[ChannelKind]:
    """The kinds of door that this machine opens: mail and forms are the first observer's."""
    kinds = {target.channel for target in settings.targets()}
    return kinds if settings.leads else kinds & {ChannelKind.WEBCHAT}


def means_of(settings: Settings, browser: Path | None) -> Means:
    timing, accounts = settings.study.timing, settings.accounts() if settings.leads else {}
    return Means(
        persona=settings.asker(), accounts=accounts, browser_path=browser, settle=timing.settle,
        patience=timing.patience, mail_poll=timing.mail_poll, witnesses=witnesses_of(settings),
        fetch_key=None if all(platform.control for platform in settings.platforms) else fetch_key,
    )  # fmt: skip


def witnesses_of(settings: Settings) -> Witnesses:
    """What a web chat keeps as exhibits."""
    kept = settings.evidence
    return Witnesses(screenshots=kept.screenshots, page=kept.page, frames=kept.frames, controls=kept.controls)


def browser_for(settings: Settings, say: Callable[[str], None] = lambda line: None) -> Path | None:
    """The browser the study needs, if it needs one. Raises ``NoBrowser``."""
    if kinds_in_use(settings).isdisjoint({ChannelKind.WEBCHAT, ChannelKind.FORM}):
        return None
    return browsers.ensure(Path(settings.browser.path) if settings.browser.path else None, say)


@asynccontextmanager
async def at_work(
    settings: Settings,
    *,
    heard: Heard = lambda inquiry_id, message: None,
    say: Callable[[str], None] = lambda line: None,
) -> AsyncIterator[Study]:
    """Everything that visits, opened in order and closed in reverse."""
    async with AsyncExitStack() as stack:
        store = begun_store_of(settings)
        stack.callback(store.close)
        stack.push_async_callback(asyncio.to_thread, deliver, evidence_of(settings))
        clock = SystemClock()
        means = await _watched(stack, settings, means_of(settings, browser_for(settings, say)))
        means = replace(means, profiles=StoredProfiles(store, clock))
        channels = {
            kind: means.mail
            if means.mail and kind is ChannelKind.MAIL
            else await stack.enter_async_context(opener(kind)(means))
            for kind in sorted(kinds_in_use(settings))
        }
        controls = await stack.enter_async_context(positive_controls(settings, means, channels))
        alarm = alarm_of(settings, store, clock)
        gate = Gate(
            store=store, clock=clock, evidence=evidence_of(settings), observer=settings.study.observer,
            controls=controls, failed=lambda result: _control_failed(alarm, result),
        )  # fmt: skip
        study = _study(settings, store, clock, channels, gate, alarm, heard)
        study.mail = means.mail
        yield study


async def _watched(stack: AsyncExitStack, settings: Settings, means: Means) -> Means:
    """Every mailbox that is named by a target is read from the beginning, by one reader, whatever asks."""
    if not settings.leads or not any(target.account for target in settings.targets()):
        return means
    return replace(means, mail=await stack.enter_async_context(opener(ChannelKind.MAIL)(means)))


def _suspicion(settings: Settings, store: Store, clock: Clock, alarm: Alarm) -> Suspicion:
    return Suspicion.over(settings.targets(), alarm, settings.study.observer, StoredProfiles(store, clock))


def _study(
    settings: Settings, store: Store, clock: Clock, channels: dict[ChannelKind, Channel], gate: Gate, alarm: Alarm,
    heard: Heard,
) -> Study:  # fmt: skip
    labelling = Labelling(store, settings.question_bank())
    pace = Pace(slots=PAGES_A_CORE * max(1, os.cpu_count() or 1), later=2)
    troubles = Troubles(alarm=alarm, observer=settings.study.observer)

    def opened(channel: str, asks: bool, took: timedelta) -> None:
        troubles.opened(channel)
        pace.measured(channel, asks, took)

    engine = Engine(
        store=store, clock=clock, channels=channels, targets={t.id: t for t in settings.targets()},
        timing=timing_of(settings), vault=vault_of(settings), evidence=evidence_of(settings),
        persistence=Persistence(store), script=script_of(settings, store, clock, labelling), opened=opened,
        troubled=troubles.notice, heard=heard,
        suspected=_suspicion(settings, store, clock, alarm).notice,
        heed=lambda inquiry_id, message: _heed(store, alarm, clock, inquiry_id, message),
        environment=lambda: environment(settings.study.observer),
        stopped=lambda plan: planning.stopped(settings, store, plan, clock.now()),
    )  # fmt: skip
    visits = UnderWay(
        store=store, engine=engine, clock=clock, holder=f"{os.getpid()}-{secrets.token_hex(4)}",
        observer=settings.study.observer, lease=settings.study.timing.lease,
        gate=guarded(settings, store, clock, gate.refusal), visited=labelling.visited,
        broke=lambda failure: alarm.broke("a visit", failure), pace=pace,
    )  # fmt: skip
    hands_out = dispatch_for(
        settings.database_url(), visits, pace, room_for=CONTEXTS_A_CORE * max(1, os.cpu_count() or 1),
        tick=_tick(settings), out_of_step=lambda offset: _out_of_step(alarm, settings, clock, offset),
    )  # fmt: skip
    return Study(
        settings=settings, store=store, clock=clock, channels=channels, engine=engine, gate=gate, dispatch=hands_out,
        alarm=alarm, labelling=labelling, stopping=engine.stopping,
        clock_watch=ClockWatch(store=store, observer=settings.study.observer),
    )  # fmt: skip


def _heed(store: Store, alarm: Alarm, clock: Clock, inquiry_id: str, message: Message) -> None:
    heeding.heard(store, alarm, inquiry_id, message, clock.now())


def script_of(settings: Settings, store: Store, clock: Clock, labelling: Labelling) -> Script:
    """What may be said after a question: the configured texts, under the guards, when the labels say that it is due."""

    def texts(plan: PlannedInquiry, kind: str) -> Sequence[str]:
        return dict(approvals.said_after(settings, plan.question, plan.channel)).get(kind, ())

    return Script(
        after=settings.follow_ups.after, handoff_pause=settings.follow_ups.handoff_pause, texts=texts,
        allowed=lambda plan, kind, text: (
            heeding.may_go_on(store, plan.id) and planning.may_say(settings, store, plan, kind, text, clock.now())
        ),
        requests=labelling.requests,
    )  # fmt: skip


def guarded(settings: Settings, store: Store, clock: Clock, control: dispatch.Gate) -> dispatch.Gate:
    """Before a door is opened: the hard stops, which cost nobody anything, then the night's control."""

    async def refusal(plan: PlannedInquiry) -> str:
        return await asyncio.to_thread(planning.stopped, settings, store, plan, clock.now()) or await control(plan)

    return refusal


def _tick(settings: Settings) -> timedelta:
    """How often to look for due visits: each second, oftener where checkpoints are seconds."""
    first = min(c[0] for c in settings.study.checkpoints.by_channel().values())
    return min(timedelta(seconds=1), first / 5)


def _out_of_step(alarm: Alarm, settings: Settings, clock: Clock, offset: timedelta) -> None:
    observer = settings.study.observer
    alarm.tell(
        f"clock/{observer}/{clock.now():%Y-%m-%d}",
        f"silence: the clock of {observer} is {offset.total_seconds():+.1f} s off the database's",
        "It asks and reads nothing until the two agree. Let a time service keep both clocks.",
    )


def _control_failed(alarm: Alarm, result: ControlResult) -> None:
    alarm.tell(
        f"control/{result.night}/{result.observer}/{result.channel}",
        f"silence: the positive control of {result.channel} failed on {result.night}",
        f"{result.detail}\nNothing is asked over {result.channel} from {result.observer} this night. "
        "Run `silence doctor`.",
    )
