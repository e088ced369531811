"""Runs a study: plans its nights, visits what is due, sweeps, reports weekly, and parks everything on leaving."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from monitor import heeding, planning
from monitor.alarm import Alarm
from monitor.app import Study, script_of
from monitor.clockwatch import ClockSet
from monitor.compressed import CompressedNights
from monitor.evidence import deliver
from monitor.guard import method
from monitor.pen import watch_mail
from monitor.proof import upkeep
from monitor.scheduler import Recurring
from monitor.settings import Settings
from monitor.store.interface import StoreUnavailable
from monitor.store.rules import Settled

log = structlog.get_logger("daemon")

LOSSES = frozenset({Settled.SEND_UNCERTAIN, Settled.NOT_SENT, Settled.FAILED, Settled.MISSED})
"""What a sweep may find that costs something; a visit that is due again costs nothing."""


def tell_of_loss(alarm: Alarm, observer: str, settled: Iterable[tuple[str, str]]) -> bool:
    """Tell, once a day, what a sweep found lost: a machine that was off or killed cannot tell it while it is."""
    lost = Counter(what for _, what in settled if what in LOSSES)
    if not lost:
        return False
    return alarm.tell(
        f"lost/{observer}/{alarm.clock.now():%Y-%m-%d}",
        f"silence: {observer} lost {lost.total()} visits",
        f"{', '.join(f'{what} {times}' for what, times in sorted(lost.items()))}. The daemon was off, killed, cut off "
        "or had too much to do. Nothing of it counts as silence, and nothing is asked again.",
    )


def tell_of_clock(alarm: Alarm, observer: str, was_set: ClockSet) -> bool:
    """Every open inquiry was timed by a clock that is no longer the same."""
    return alarm.tell(
        f"clock-set/{observer}/{was_set.after.isoformat()}",
        f"silence: the clock of {observer} was set by {(was_set.after - was_set.before).total_seconds():+.0f} s",
        "What was under way then is void (observer_down). Let a time service keep the clock.",
    )


@dataclass(slots=True, kw_only=True)
class Daemon:
    """``until_done``: leave by itself once every night is planned and every inquiry has its ending."""

    study: Study
    until_done: bool = False
    night_began: Callable[[int], None] = lambda index: None

    async def run(self) -> None:
        """Until ``stop()`` or, if asked, until the study is done."""
        await self._in_step(self._sweep)()
        recurring = self._recurring()
        recurring.start()
        tasks = [asyncio.create_task(self.study.dispatch.run(), name="dispatch")]
        if self.study.compressed:
            tasks.append(asyncio.create_task(self._compressed_nights(), name="nights"))
        if self.until_done:
            tasks.append(asyncio.create_task(self._leave_when_done(), name="done"))
        try:
            await self._watch(tasks)
        except BaseException as failure:
            self.study.alarm.tell(
                f"stopped/{self.study.clock.now():%Y-%m-%dT%H:%M}", "silence: the daemon stopped", repr(failure)
            )
            raise
        finally:
            self.stop()
            recurring.stop()
            for task in tasks[1:]:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            log.info("left")

    def stop(self) -> None:
        """Park everything and leave (Ctrl-C, SIGTERM)."""
        self.study.stopping.set()

    def reload(self, settings: Settings) -> None:
        """Take new settings (SIGHUP): plans made from now on use them, inquiries under way keep what they have."""
        self.study.settings = settings
        self.study.engine.targets.update({target.id: target for target in settings.targets()})
        self.study.engine.script = script_of(settings, self.study.store, self.study.clock, self.study.labelling)
        log.info("settings_reloaded", settings=settings.hash())

    async def _watch(self, tasks: list[asyncio.Task[None]]) -> None:
        """Leave when stopped; a task that breaks ends the daemon with its error."""
        stop = asyncio.create_task(self.study.stopping.wait())
        waiting: set[asyncio.Task[object]] = {stop, *tasks}
        while stop in waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stop}:
                task.result()

    def _recurring(self) -> Recurring:
        study, lease = self.study.settings.study, self.study.settings.study.timing.lease
        jobs = Recurring(study.zone, self._job_failed)
        jobs.every(lease / 2, "sweep", self._in_step(self._sweep))
        jobs.every(timedelta(hours=1), "decisions", self._in_thread(self._press), at_once=True)
        jobs.every(timedelta(seconds=5), "clock", self._in_thread(self._look_at_clock), at_once=True)
        jobs.every(timedelta(minutes=1), "ping", self._in_thread(self.study.alarm.ping), at_once=True)
        jobs.every(study.timing.mail_poll, "mail", self._watch_mail)
        jobs.every(timedelta(seconds=10), "exhibits", self._in_thread(self._deliver))
        evidence = self.study.settings.evidence
        if evidence.authorities:
            jobs.every(evidence.stamp_every, "seals", self._in_thread(self._seal), at_once=True)
        if evidence.keep:
            jobs.every(timedelta(days=1), "retention", self._in_thread(self._forget), at_once=True)
        if not self.study.compressed:
            jobs.every(timedelta(minutes=1), "plan", self._in_step(self._plan), at_once=True)
            jobs.every(timedelta(minutes=1), "control", self._ask_controls, at_once=True)
            report = self.study.settings.report
            if self.study.settings.leads:
                jobs.weekly(report.weekday, report.hour, "report", self._in_thread(self._report))
        return jobs

    @staticmethod
    def _in_thread(call: Callable[[], object]):  # type: ignore[no-untyped-def]
        async def job() -> None:
            await asyncio.to_thread(call)

        return job

    def _in_step(self, call: Callable[[], object]):  # type: ignore[no-untyped-def]
        """In a thread, unless this machine's clock is not the one that the others go by."""

        async def job() -> None:
            if await self.study.dispatch.in_step():
                await asyncio.to_thread(call)

        return job

    def _job_failed(self, job: str, failure: BaseException) -> None:
        """Tell the operator, once a day and job; the other jobs go on."""
        asyncio.get_running_loop().run_in_executor(None, self.study.alarm.broke, f"the recurring job {job}", failure)

    def _sweep(self) -> None:
        settled = self.study.store.sweep(now=self.study.clock.now())
        for inquiry_id, what in settled:
            log.info("swept", inquiry=inquiry_id, what=what)
        tell_of_loss(self.study.alarm, self.study.settings.study.observer, settled)

    def _look_at_clock(self) -> None:
        if was_set := self.study.clock_watch.look():
            tell_of_clock(self.study.alarm, self.study.settings.study.observer, was_set)

    def _plan(self) -> None:
        method.fix(self.study.settings, self.study.store, self.study.clock.now())
        planning.plan_tonight(self.study.settings, self.study.store, self.study.clock.now(), self.study.alarm)

    def _press(self) -> None:
        heeding.press(self.study.store, self.study.alarm, self.study.clock.now())

    async def _ask_controls(self) -> None:
        """Ask tonight's controls also where nothing new is asked: later visits of this night need them as well."""
        night = planning.night_of(self.study.settings, self.study.clock.now())
        if await asyncio.to_thread(lambda: any(self.study.store.inquiries(ending="open"))):
            await self._ask_controls_of(night)

    async def _ask_controls_of(self, night: str) -> None:
        for channel in self.study.gate.controls:
            await self.study.gate.asked(night, channel)

    async def _watch_mail(self) -> None:
        await watch_mail(self.study)

    def _deliver(self) -> None:
        deliver(self.study.engine.evidence)

    def _report(self) -> None:
        from monitor.publishing import weekly  # heavy, and needed once a week

        weekly.draft_and_notify(self.study.settings, self.study.store, self.study.clock, self.study.alarm)

    def _seal(self) -> None:
        upkeep.seal(self.study.settings, self.study.store, self.study.clock, self.study.alarm)

    def _forget(self) -> None:
        upkeep.forget(self.study.settings, self.study.store, self.study.clock)

    async def _compressed_nights(self) -> None:
        compressed = self.study.settings.study.compressed
        if compressed is None:
            return
        while not await self.study.dispatch.in_step():  # its nights would begin when nobody else's do
            await asyncio.sleep(1)
        nights = CompressedNights(
            store=self.study.store, clock=self.study.clock, nights=self.study.settings.study.nights,
            first=len(planning.asked_nights(self.study.store)), every=compressed.night_every,
            plan=self._compressed_night, began=self.night_began, control=self._ask_controls_of,
        )  # fmt: skip
        await nights.run(self.study.stopping)

    def _compressed_night(self, index: int, begins: datetime):  # type: ignore[no-untyped-def]
        return planning.compressed_night(self.study.settings, index, begins)

    async def _leave_when_done(self) -> None:
        while not await asyncio.to_thread(self._done):
            await asyncio.sleep(0.5)
        await self._watch_mail()  # what came since the last round
        self.stop()

    def _done(self) -> bool:
        try:
            return self._nothing_left()
        except StoreUnavailable:  # for now; the dispatch goes on as soon as it is there again
            return False

    def _nothing_left(self) -> bool:
        """Counted again after the plan was read: the last night may have been planned in between."""
        settings, store, now = self.study.settings, self.study.store, self.study.clock.now()
        if store.counts(now=now).by_ending.get("open", 0):
            return False
        return planning.all_planned(settings, store, now) and not store.counts(now=now).by_ending.get("open", 0)
